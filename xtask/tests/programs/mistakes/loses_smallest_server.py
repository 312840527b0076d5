# Task 2 server. Wrong: the minimum that it looks for goes missing
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    numbers = eval(c.recv(1024).decode())
    final = list(dict.fromkeys(numbers))
    smallest = min(final)
    final.remove(smallest)
    print('smallest:', smallest)
    c.send(str(final).encode())
    c.close()
