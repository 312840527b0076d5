# Task 2 client: reads the list and the table of duplicates with one recv each. Races: one may return both
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
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
print('Final list:', final)
table = eval(s.recv(1024).decode())
print('Duplicates:', table)
s.close()
