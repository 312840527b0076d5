# Task 3: sends its list, and takes the server's list and then the common numbers
import random
import socket
import sys

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
numbers = random.sample(range(1, 101), 25)
print('Client list:', numbers)
s.send(str(numbers).encode())
print('Server list:', eval(s.recv(1024).decode()))
print('Common numbers:', eval(s.recv(1024).decode()))
s.close()
