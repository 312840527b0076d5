# Task 2 client: a byte that counts the numbers, then a byte for each; counts that byte as well
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
numbers = [random.randint(1, 100) for _ in range(random.randint(25, 100))]
s = socket.create_connection((host, port))
message = [0, *numbers]
message[0] = len(message)
s.sendall(bytes(message))
reader = s.makefile('rb')
print('final list:', list(reader.read(reader.read(1)[0])))
print('duplicates:', sorted({number for number in numbers if numbers.count(number) > 1}))
