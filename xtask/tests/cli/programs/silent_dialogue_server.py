# Task 3 server that says `ok` to each number, answers when it is asked for the result, and prints nothing of its own set. Right
import random
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c = s.accept()[0]
    numbers = []
    for i in range(25):
        numbers.append(int(c.recv(10)))
        c.send(b'ok')
    mine = [random.randint(1, 100) for i in range(25)]
    c.recv(10)
    c.send(str(sorted(set(numbers) & set(mine))).encode())
    c.close()
