# Task 3 server that prints nothing of its own set: wrong, it compares the client's list with itself
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
    c.send(str(sorted(set(numbers) & set(numbers))).encode())
    c.close()
