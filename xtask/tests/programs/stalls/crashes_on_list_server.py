# Task 2 server. Wrong: crashes with a traceback on the list, because it splits bytes as if they were text
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
print('host ip', host)
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    words = c.recv(1024).split(', ')
    numbers = [int(w.strip('[]')) for w in words]
    c.send(str(list(set(numbers))).encode())
    c.close()
