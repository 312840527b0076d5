# One number a send, each acknowledged, and a word at the end; the first number comes twice
import random
import socket
import sys

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 90))]
numbers.append(numbers[0])
for number in numbers:
    s.send(str(number).encode())
    s.recv(1024)
s.send(b'finished')
unique = s.recv(1024).decode()
print('Numbers sent:', *numbers)
print('Unique numbers:', unique)
print('Duplicates:', *[x for i, x in enumerate(numbers) if x in numbers[:i]])
s.close()
