# Task 3 client: numbers separated by commas, both ways; 50 is always among its own
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
if len(sys.argv) == 1:
    s.bind((host, 32451))
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(24)] + [50]
print('created array', numbers)
s.send(','.join(str(x) for x in numbers).encode())
print('common array', s.recv(1024).decode())
s.close()
