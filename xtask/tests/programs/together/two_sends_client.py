# Task 2 client: a recv for each list
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.send(','.join(str(x) for x in numbers).encode())
print('each once:', s.recv(4096).decode())
print('repeated:', s.recv(4096).decode())
s.close()
