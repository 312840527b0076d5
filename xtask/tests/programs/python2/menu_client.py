#!/usr/bin/python
# Task 3 client: asks for the service by a flag, then sends str() of its list
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
s.connect((host, int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
s.send('I')
s.recv(2)
numbers = [20, 100, 3] + [random.randint(1, 100) for i in range(22)]
print 'Created array:', numbers
s.send(str(numbers))
print 'Common array:', s.recv(1024)
s.close()
