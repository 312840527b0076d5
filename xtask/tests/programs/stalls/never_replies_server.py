# Task 2 server. Wrong: reads the list, removes the repeats and never sends the result
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
    numbers = eval(c.recv(1024).decode())
    unique = list(set(numbers))
    print('Without duplicates:', unique)
