# Task 2 server. Wrong: passes the list itself to send, which crashes with a traceback
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else '0.0.0.0'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    numbers = eval(c.recv(1024).decode())
    unique = list(set(numbers))
    c.send(unique)
    c.close()
