# Task 2 server: one byte a number, both ways
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '0.0.0.0'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    data = c.recv(1024)
    numbers = list(data)
    unique = list(dict.fromkeys(numbers))
    c.sendall(bytes(unique))
    c.close()
