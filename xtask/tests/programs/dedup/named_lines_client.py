# Task 2 client: shows both lists as the server names them
import json
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
numbers = [random.randint(1, 100) for _ in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s = socket.create_connection((host, port))
f = s.makefile('rw')
f.write(json.dumps(numbers) + '\n')
f.flush()
answer = {}
for line in f:
    if not line.strip():
        break
    name, values = line.strip().split('=')
    answer[name] = values
print('final list:', answer['FINAL'])
print('duplicates:', answer['DUPLICATES'])
