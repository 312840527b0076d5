# Task 2 client. Wrong: compares each number only with the next one
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = []
for x in random.sample(range(3, 99), 20):
    numbers = numbers + [x, x]
numbers = numbers + [99, 100, 99, 100, 1, 2]
print('Original list:', numbers)
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
print('Final list:', final)
duplicates = []
for i in range(len(numbers) - 1):
    if numbers[i] == numbers[i + 1]:
        duplicates.append(numbers[i])
print('Duplicates:', duplicates)
s.close()
