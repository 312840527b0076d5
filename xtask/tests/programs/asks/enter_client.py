# Task 2 client, right: waits for Enter before it closes its window, as programs do that are started by a double click
import random
import socket
import sys

s = socket.socket()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
s.connect((host, port))
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
