# Task 3 client: lists as Python text; four of its numbers are always the same, so that something is in common
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [20, 100, 3, 20] + [random.randint(1, 100) for i in range(21)]
print('Client list:', numbers)
s.send(str(numbers).encode())
common = eval(s.recv(1024).decode())
print('Common numbers:', common)
s.close()
