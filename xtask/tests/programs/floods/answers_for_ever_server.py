# Task 2 server: a loop that should answer once never ends
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
c, addr = s.accept()
numbers = eval(c.recv(1024).decode())
print('List received:', numbers)
while True:
    c.sendall((str(sorted(set(numbers))) * 100).encode())
