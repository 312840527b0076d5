# Task 2 client: goes through its list and says of each number whether it was there before
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))

numbers = []
for i in range(random.randint(25, 99)):
    numbers.append(random.randint(1, 100))
numbers.append(numbers[0])
s.send(str(numbers).encode())
answer = s.recv(1024).decode()

seen = set()
for n in numbers:
    if n in seen:
        print('Duplicate found:', n)
    else:
        print('Adding', n)
        seen.add(n)
print('Final list:', answer)
s.close()
