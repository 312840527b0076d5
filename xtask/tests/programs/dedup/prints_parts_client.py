# Task 2 client: prints both parts of the answer as they came
import json
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
numbers = [random.randint(1, 40) for i in range(random.randint(40, 100))]
print('Original list:', numbers)
s.sendall((json.dumps(numbers) + '\n').encode())
answer = json.loads(s.makefile().readline())
print('Final list:', answer['final'])
print('Duplicates:', answer['duplicates'])
s.close()
