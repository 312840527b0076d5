# Task 2 client. Wrong: the first number that it sends is 101
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
if len(sys.argv) == 1:
    s.bind((host, 32451))
s.connect((host, port))
n = random.randint(25, 99)
numbers = [101]
for i in range(1, n):
    numbers.append(random.randint(1, 100))
numbers.append(numbers[1])      # so that there is always a repeat
print('Original list:', numbers)
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
duplicates = list(numbers)
for x in final:
    duplicates.remove(x)
print('Final list:', final)
print('Duplicates:', duplicates)
s.close()
