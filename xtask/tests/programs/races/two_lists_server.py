# Task 3 server: sends its own list and the common numbers in two sends. Races: they may arrive as one
import random
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
    theirs = eval(c.recv(1024).decode())
    mine = [random.randint(1, 100) for i in range(24)] + [50]
    print('Server list:', mine)
    c.send(str(mine).encode())
    c.send(str(sorted(set(mine) & set(theirs))).encode())
    c.close()
