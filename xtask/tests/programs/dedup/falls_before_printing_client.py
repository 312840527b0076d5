# Task 2 client, wrong: no number comes twice, and it falls over before it prints anything
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
numbers = random.sample(range(1, 101), random.randint(25, 100))
s.sendall((repr(numbers) + '\n').encode())
answer = s.makefile().readline().split()
answer[1000].strip()
print('Final list:', answer)
print('Duplicates: []')
