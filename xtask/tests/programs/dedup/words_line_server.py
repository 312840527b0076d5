# Task 2 server: a line of numbers each way, with blanks between
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = c.makefile().readline().split()
    c.sendall((' '.join(dict.fromkeys(numbers)) + '\n').encode())
    c.close()
