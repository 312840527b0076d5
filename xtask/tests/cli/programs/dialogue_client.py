# Task 3 client of silent_dialogue_server.py
import random
import socket
import sys

numbers = random.sample(range(1, 101), 25)
s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
for n in numbers:
    s.send(str(n).encode())
    s.recv(10)
s.send(b'result?')
print('Mine:', numbers)
print('In both:', s.recv(1024).decode())
