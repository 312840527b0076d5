#!/usr/bin/python
# Task 2 client. Wrong: range stops before the last of the duplicates
import pickle
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
s.connect((host, int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
print s.recv(1024)
s.send('It was nice talking to you')
print s.recv(1024)
numbers = [100]
for i in range(random.randint(25, 98)):
    numbers.append(random.randint(1, 99))
numbers.append(100)             # so that there is always a repeat
print('Original', numbers)
s.send(pickle.dumps(numbers))
final = pickle.loads(s.recv(4096))
print('Deduplicated', final)
duplicates = []
for x in numbers[:-1]:
    if numbers[:-1].count(x) > 1 and x not in duplicates:
        duplicates.append(x)
print('Duplicates', duplicates)
s.close()
