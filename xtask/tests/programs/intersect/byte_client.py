# Task 3 client: one byte a number, both ways; 100 comes before 3
import random
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [100, 3] + [random.randint(1, 100) for i in range(23)]
print('client array is', numbers)
s.sendall(bytes(numbers))
common = list(s.recv(1024))
print('in both arrays:', common)
s.close()
