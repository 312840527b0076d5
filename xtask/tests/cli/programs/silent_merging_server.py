# Task 3 server: lists as Python text; it prints nothing of its own set, and goes through the client's list as if it were sorted
import random
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c = s.accept()[0]
    numbers = eval(c.recv(1024).decode())
    mine = sorted({random.randint(1, 100) for i in range(25)})
    common = []
    i = j = 0
    while i < len(numbers) and j < len(mine):
        if numbers[i] == mine[j]:
            common.append(mine[j])
            j += 1
        elif numbers[i] < mine[j]:
            i += 1
        else:
            j += 1
    c.send(str(common).encode())
    c.close()
