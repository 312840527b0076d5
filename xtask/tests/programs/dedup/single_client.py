# Task 2 client: sends one number a message and waits for "ok" each time, then "done"
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
for x in numbers:
    s.send(str(x).encode())
    s.recv(1024)
s.send(b'done')
final = eval(s.recv(1024).decode())
duplicates = []
seen = []
for x in numbers:
    if x in seen:
        duplicates.append(x)
    seen.append(x)
print('numbers sent:', numbers)
print('numbers without duplicates:', final)
print('duplicate numbers:', duplicates)
s.close()
