# Task 3 server: a sentence for each common number, and a last word; 41 is always among its own numbers
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    theirs = [int(x) for x in c.makefile().readline().split()]
    mine = [41]
    while len(mine) < 25:
        x = random.randint(1, 100)
        if x not in theirs:
            mine.append(x)
    print('server has', mine)
    for x in sorted(set(mine)):
        if x in theirs:
            c.sendall(('We both have %d\n' % x).encode())
    c.sendall(b'That is all\n')
    c.close()
