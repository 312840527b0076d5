# Task 2 client: JSON; the final list as `list[0]=5`, one a line, and a table of the duplicates
import json
import random
import socket
import sys
from collections import Counter

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))

numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.send(json.dumps(numbers).encode())
r = json.loads(s.recv(4096).decode())
print('-------- RESULT --------')
for i in range(len(r)):
    print('list[%d]=%d' % (i, r[i]))
print('-------- DUPLICATES --------')
print({k: v for k, v in Counter(numbers).items() if v > 1})
s.close()
