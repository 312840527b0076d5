# Task 2 client, both lists side by side. Wrong: the last number of the longer one is left out
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.sendall('\t'.join(map(str, numbers)).encode() + b'\n')
lines = s.makefile()
final, again = lines.readline().split(), lines.readline().split()
print('+-------+------------+')
print('| final | duplicates |')
print('+-------+------------+')
for i in range(max(len(final), len(again)) - 1):
    print('| %5s | %10s |' % (''.join(final[i:i + 1]), ''.join(again[i:i + 1])))
print('+-------+------------+')
s.close()
