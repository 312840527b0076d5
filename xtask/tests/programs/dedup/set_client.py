# Task 2 client: prints the reply as it came, without any label
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.send(str(numbers).encode())
print(s.recv(1024).decode())
duplicates = set()
for x in numbers:
    if numbers.count(x) > 1:
        duplicates.add(x)
print(duplicates)
s.close()
