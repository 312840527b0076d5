# Task 2 server. Wrong: closes the connection instead of sending the result
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = eval(c.recv(1024).decode())
    unique = list(set(numbers))
    print('Without duplicates:', unique)
    c.close()
