# Task 3 client of silent_marked_server.py
import random
import socket
import sys

numbers = random.sample(range(1, 101), 25)
s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
s.send(' '.join(str(n) for n in numbers).encode())
common = [int(n) for n in s.recv(1024).split()]
print('Mine:', numbers)
print('In both:', common[:common.index(0)])
