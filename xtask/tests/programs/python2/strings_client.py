#!/usr/bin/python
# Task 2 client: brackets round what `print` is given, and the lists as text in them
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
s.connect((host, int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 100))]
s.sendall(repr(numbers) + '\n')
f = s.makefile()
print("Original list", str(numbers))
print("Final list", f.readline().strip())
print("The duplicates are: " + f.readline().strip(), "and that is all")
s.close()
