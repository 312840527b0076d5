# Task 2 client, wrong: one number is no list
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
number = random.randint(1, 100)
print('Original list:', [number])
s.sendall(('[%d]\n' % number).encode())
answer = s.makefile().readline().strip()
print('Final list:', answer)
print('Duplicates: []')
s.close()
