# Task 2 client: reads a line, and sends its own without the end of one
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
numbers = [random.randint(1, 100) for _ in range(random.randint(25, 100))]
s = socket.create_connection((host, port))
s.sendall(';'.join(map(str, numbers)).encode())
print('final list:', s.makefile().readline().strip())
print('duplicates:', sorted({number for number in numbers if numbers.count(number) > 1}))
