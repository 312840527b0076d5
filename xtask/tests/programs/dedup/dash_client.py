# Task 2 client: dashes between the numbers, shown with blanks in their place; the first number comes only once
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.connect((host, port))
n = random.randint(25, 98)
numbers = [100, 7, 7] + [random.randint(1, 99) for i in range(n - 1)]
s.sendall(('-'.join(map(str, numbers)) + '\r\n').encode())
unique, dups = s.makefile().readline().strip().split('|')
print('Set  =>', unique.split(':')[1].replace('-', ' '))
print('Dups =>', dups.split(':')[1].replace('-', ' '))
s.close()
