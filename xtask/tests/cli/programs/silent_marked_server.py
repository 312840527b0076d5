# Task 3 server that ends its answer with a nought, and prints nothing of its own set. Right
import random
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c = s.accept()[0]
    numbers = c.recv(1024).split()
    mine = random.sample(range(1, 101), 25)
    c.send(' '.join(str(n) for n in sorted(set(map(int, numbers)) & set(mine)) + [0]).encode())
    c.close()
