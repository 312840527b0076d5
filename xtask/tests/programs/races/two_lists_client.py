# Task 3 client: reads the server's list and the common numbers with one recv each. Races: one may return both
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(24)] + [50]
print('Client list:', numbers)
s.send(str(numbers).encode())
s.recv(1024)                    # the server's list
print('Common numbers:', s.recv(1024).decode())
s.close()
