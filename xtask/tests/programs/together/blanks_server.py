# Task 2 server: numbers and blanks up to the end of the line, both ways
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = c.makefile().readline().split()
    c.sendall((' '.join(dict.fromkeys(numbers)) + '\n').encode())
    c.close()
