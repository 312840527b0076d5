# Task 2 client: the neighbour's machine by its name, as `hostname` says it there
import random
import socket
import sys

s = socket.socket()
s.connect(("DESKTOP-7GH2K1", int(sys.argv[1]) if len(sys.argv) > 1 else 12345))

numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
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
