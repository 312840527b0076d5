# Task 3 server: numbers separated by commas, both ways; 50 is always among its own
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    theirs = [int(x) for x in c.recv(1024).decode().split(',')]
    mine = [random.randint(1, 100) for i in range(24)] + [50]
    print('array created by server:', mine)
    common = []
    for x in range(1, 101):
        if x in mine and x in theirs:
            common.append(str(x))
    c.send(','.join(common).encode())
    c.close()
