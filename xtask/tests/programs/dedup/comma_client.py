# Task 2 client: numbers separated by commas; shows both lists on one line each, separated by spaces
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
if len(sys.argv) == 1:
    s.bind((host, 32451))
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.send(','.join(str(x) for x in numbers).encode())
final = s.recv(1024).decode().split(',')
print('Final list of numbers:')
print(*final)
repeated = []
for x in numbers:
    if numbers.count(x) > 1 and x not in repeated:
        repeated.append(x)
print('Repeated numbers:')
print(*repeated)
s.close()
