# Task 3 server. Wrong: numbers that only one of the two has are sent as well
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
    mine = [50] + [random.randint(1, 100) for i in range(24)]
    for i, x in enumerate(mine):
        print('server number', i + 1, 'is', x)
    theirs = [int(word[1:]) for word in c.makefile().readline().split()]
    common = sorted(set(mine) | set(theirs))
    c.sendall((' '.join('#%d' % x for x in common) + '\n').encode())
    c.close()
