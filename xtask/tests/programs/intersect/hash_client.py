# Task 3 client: `#` before each number; shows each number that it sends and each that comes
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.connect((host, port))
numbers = [50, 100] + [random.randint(1, 99) for i in range(23)]
for x in numbers:
    print('sending', x)
s.sendall((' '.join('#%d' % x for x in numbers) + '\n').encode())
for word in s.makefile().readline().split():
    print('received', word[1:])
s.close()
