# Task 2 client. Wrong: sends without end before it reads
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.create_connection((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 100))]
s.sendall(b'1 ' * (16 << 20))
print(s.recv(1024))
