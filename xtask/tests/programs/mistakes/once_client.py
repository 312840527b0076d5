# Task 2 client: its first number is 100, its last is 1, and neither comes twice
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [100] + [random.randint(2, 99) for i in range(60)]
numbers = numbers + [numbers[5], 1]      # so that there is always a repeat
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
