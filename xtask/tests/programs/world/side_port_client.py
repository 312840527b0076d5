# Task 2 client: is told where to go, and goes on there
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else "localhost"
first = socket.create_connection((host, int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
port = int(first.makefile().readline().split()[-1])
first.close()

s = socket.create_connection((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])
s.sendall((" ".join(map(str, numbers)) + "\n").encode())
unique = [int(word) for word in s.makefile().readline().split()]
duplicates = list(numbers)
for x in unique:
    duplicates.remove(x)
print('Final list:', unique)
print('Duplicates:', duplicates)
s.close()
