# Task 2 client: numbers in a line, with blanks between them
import random
import socket

s = socket.socket()
s.connect((socket.gethostname(), 12345))
numbers = [random.randint(1, 100) for _ in range(random.randint(25, 100))]
s.sendall((' '.join(map(str, numbers)) + '\n').encode())
answer = s.makefile().readline().split()
print('Final list:', [int(n) for n in answer])
print('Duplicates:', sorted({n for n in numbers if numbers.count(n) > 1}))
