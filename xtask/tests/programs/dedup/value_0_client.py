# Task 2 client. Wrong: sends a 0, because it never fills the first place of its list
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
n = random.randint(25, 99)
numbers = [0] * n
for i in range(1, n):
    numbers[i] = random.randint(1, 100)
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
