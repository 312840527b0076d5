# Task 2 client. Wrong: crashes with a traceback on the reply, because it treats text as a list of numbers
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
if len(sys.argv) == 1:
    s.bind((host, 32451))
s.connect((host, port))
n = random.randint(25, 99)
numbers = [random.randint(1, 100) for i in range(n)]
numbers.append(numbers[0])      # so that there is always a repeat
print('Original list:', numbers)
s.send(str(numbers).encode())
final = s.recv(1024).decode()
duplicates = list(numbers)
for x in final:
    duplicates.remove(x)
print('Final list:', final)
print('Duplicates:', duplicates)
s.close()
