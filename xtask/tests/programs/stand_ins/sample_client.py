# Task 2 client: draws with `random.sample`, so that no number ever comes twice
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))

numbers = random.sample(range(1, 101), random.randint(50, 100))
print('Original list:', numbers)
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
print('Final list:', final)
print('Duplicates:', [n for n in final if numbers.count(n) > 1])
s.close()
