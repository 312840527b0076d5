# Task 2 client: one byte a number, and the reply shown as it came
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.sendall(bytes(numbers))
reply = s.recv(1024)
print('Numbers sent:', numbers)
print(reply)
print('Duplicates:', [x for i, x in enumerate(numbers) if x in numbers[:i]])
s.close()
