# A server. Wrong: crashes with a traceback before it listens, the port is text
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = sys.argv[1] if len(sys.argv) > 1 else '12345'
s.bind((host, port))
print('host ip', host)
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = eval(c.recv(1024).decode())
    c.send(str(list(set(numbers))).encode())
    c.close()
