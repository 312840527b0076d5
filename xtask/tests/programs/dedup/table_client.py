# Task 2 client: gets the list, asks for the table of extra occurrences and prints it
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
if len(sys.argv) == 1:
    s.bind((host, 32451))
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
print('Initial unsorted list:', numbers)
s.send(str(numbers).encode())
print('Updated list:', s.recv(1024).decode())
s.send(b'ok')
print('Repeated values:', s.recv(1024).decode())
s.close()
