# Task 2 client: `Number 3: 17` a line, shows the answer as it comes
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
for i, x in enumerate(numbers, 1):
    s.sendall(b'Number %d: %d\n' % (i, x))
s.sendall(b'done\n')
for line in s.makefile():
    print(line, end='')
s.close()
