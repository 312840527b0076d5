#!/usr/bin/python
# Task 2 client: a greeting, the acknowledgement, then a pickle of protocol 0 each way
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
numbers = []
for i in range(random.randint(25, 99)):
    numbers.append(random.randint(1, 100))
numbers.append(numbers[0])      # so that there is always a repeat
print('Original', numbers)
s.send(pickle.dumps(numbers))
final = pickle.loads(s.recv(4096))
print('Deduplicated', final)
duplicates = []
for x in final:
    if numbers.count(x) > 1:
        duplicates.append(x)
print('Duplicates', duplicates)
s.close()
