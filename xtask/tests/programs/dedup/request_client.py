# Task 2 client: gets the list without repeats, then asks for the duplicates; prints what it receives
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.send(str(numbers).encode())
print('Deduplicated list:\t', s.recv(1024).decode())
s.send(b'duplicates')
print('List of duplicates:\t', s.recv(1024).decode())
s.close()
