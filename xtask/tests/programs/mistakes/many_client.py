# Task 2 client: 100 numbers, most of them many times
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 20) for i in range(98)] + [21, 22]
print('Original list:', numbers)
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
print('Final list:', final)
duplicates = []
for i in range(len(numbers)):
    if numbers[i] in numbers[:i]:
        duplicates.append(numbers[i])
print('Duplicates:', duplicates)
s.close()
