# Task 2 client: gets how often each number was there, and shows the final list and the duplicates from that
import json
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
f = s.makefile('rw')

numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])
print('Numbers:', numbers)
f.write(json.dumps(numbers) + '\n')
f.flush()
counts = json.loads(f.readline())
print('Final list:', [int(n) for n in counts])
print('Duplicates:', [int(n) for n in counts if counts[n] > 1])
s.close()
