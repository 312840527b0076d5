# Task 3 client: JSON both ways, 25 different numbers; 50 is always among them
import json
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
numbers = [50]
while len(numbers) < 25:
    x = random.randint(1, 100)
    if x not in numbers:
        numbers.append(x)
print("Client set:", numbers)
s.send(json.dumps(numbers).encode())
common = json.loads(s.recv(1024).decode())
print("Intersection of both sets (sorted):")
for x in common:
    print(x)
s.close()
