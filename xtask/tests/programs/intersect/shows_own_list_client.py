# Task 3 client. Wrong: shows its own list, sorted, as the common numbers
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
if len(sys.argv) == 1:
    s.bind((host, 32451))
s.connect((host, port))
numbers = [20, 100, 3, 20] + [random.randint(1, 100) for i in range(21)]
print('Client list:', numbers)
s.send(str(numbers).encode())
common = eval(s.recv(1024).decode())
print('Common numbers:', sorted(set(numbers)))
s.close()
