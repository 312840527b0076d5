# Task 2 client. Wrong: waits for a greeting that never comes before it sends its list
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
print(s.recv(1024).decode())
numbers = [random.randint(1, 100) for i in range(random.randint(25, 100))]
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
print('Final list:', final)
print('Duplicates:', [x for i, x in enumerate(numbers) if x in numbers[:i]])
s.close()
