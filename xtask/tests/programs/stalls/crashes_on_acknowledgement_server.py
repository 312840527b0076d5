# Tasks 1 and 2 in one conversation. Wrong: takes the acknowledgement for the list, and crashes on it
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    c.send(b'Thank you for connecting')
    numbers = eval(c.recv(1024).decode())
    c.send(str(list(set(numbers))).encode())
    c.close()
