# Task 2 client: prints tuples of a label and a list, as Python 2 habits give them
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
print(('Before', numbers))
s.send(str(numbers).encode())
result = eval(s.recv(1024).decode())
print(('After', result))
dup = tuple(sorted(set(x for x in numbers if numbers.count(x) > 1)))
print(('Duplicates', dup))
s.close()
