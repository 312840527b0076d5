# Task 3 client. Wrong: shows every character of the reply by its code
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [20, 100, 3, 20] + [random.randint(1, 100) for i in range(21)]
print('Client list:', numbers)
s.send(str(numbers).encode())
common = s.recv(1024)
print('Common numbers:', [x for x in common])
s.close()
