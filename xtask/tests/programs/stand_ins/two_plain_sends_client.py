# Sends bare numbers with commas, and takes two bare lists
import random
import socket
import sys

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
numbers = [random.randint(1, 100) for i in range(60)]
s.send(','.join(map(str, numbers)).encode())
print('each once:', s.recv(4096).decode())
print('repeated:', s.recv(4096).decode())
s.close()
