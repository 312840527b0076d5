# Task 2 client, right: waits for Enter before it closes its window, as programs do that are started by a double click
import random
import socket
import sys

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
numbers = [random.randint(1, 100) for i in range(random.randint(24, 99))]
numbers.append(numbers[0])
print('Original list:', numbers)
s.send(str(numbers).encode())
unique = eval(s.recv(1024).decode())
duplicates = list(numbers)
for x in unique:
    duplicates.remove(x)
print('Final list:', unique)
print('Duplicates:', duplicates)
s.close()
input('Press Enter to exit...')
