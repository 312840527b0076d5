# Task 2 client: a loop that should send the list once never ends
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.create_connection((host, port))
numbers = [random.randint(1, 100) for i in range(50)]
print('Original list:', numbers)
while numbers:
    s.sendall((str(numbers) * 100).encode())
print('Final list:', s.recv(1024).decode())
