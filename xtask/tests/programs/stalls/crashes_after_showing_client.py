# Task 2 client. Wrong: shows everything and then crashes with a traceback
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
n = random.randint(25, 99)
numbers = [random.randint(1, 100) for i in range(n)]
numbers.append(numbers[0])      # so that there is always a repeat
print('Original list:', numbers)
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
duplicates = list(numbers)
for x in final:
    duplicates.remove(x)
print('Final list:', final)
print('Duplicates:', duplicates)
print('In total:', totl)
s.close()
