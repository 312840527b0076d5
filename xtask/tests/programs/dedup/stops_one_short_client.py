# Task 2 client. Wrong: stops one short when it looks for the duplicates, so the last one is lost
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
numbers = [random.randint(1, 100) for i in range(n)]
numbers.append(numbers[0])      # so that there is always a repeat
print('Original list:', numbers)
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
repeated = []
for x in final:
    if numbers.count(x) > 1:
        repeated.append(x)
duplicates = []
for i in range(len(repeated) - 1):
    duplicates.append(repeated[i])
print('Final list:', final)
print('Duplicates:', duplicates)
s.close()
