# Task 3 client: shows the common numbers as found, then sorted
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
numbers = [50, 60] + [random.randint(1, 100) for i in range(23)]
s.send(str(numbers).encode())
print('common values:', s.recv(1024).decode())
s.send(b'sort please')
print('sorted:', s.recv(1024).decode())
s.close()
