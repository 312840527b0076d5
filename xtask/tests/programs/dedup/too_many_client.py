# Task 2 client. Wrong: sends 101 to 200 numbers, not 25 to 100
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
if len(sys.argv) == 1:
    s.bind((host, 32451))
s.connect((host, port))
n = random.randint(101, 200)
numbers = [random.randint(1, 100) for i in range(n)]
print('Original list:', numbers)
s.send(str(numbers).encode())
final = eval(s.recv(4096).decode())
duplicates = list(numbers)
for x in final:
    duplicates.remove(x)
print('Final list:', final)
print('Duplicates:', duplicates)
s.close()
