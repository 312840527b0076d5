# Task 3 client. Wrong: passes the list itself to send, which crashes with a traceback before anything is sent
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(25)]
print('Client list:', numbers)
s.send(numbers)
print('Common numbers:', s.recv(1024).decode())
s.close()
