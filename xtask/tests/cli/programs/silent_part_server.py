# Task 3 server that prints nothing of its own set: wrong, it never looks at its numbers above 30
import random
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c = s.accept()[0]
    numbers = eval(c.recv(1024).decode())
    mine = [random.randint(1, 100) for i in range(25)]
    c.send(str([n for n in sorted(set(numbers) & set(mine)) if n <= 30]).encode())
    c.close()
