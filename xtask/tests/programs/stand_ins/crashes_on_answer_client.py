# Sends its list, and falls over on the answer
import random
import socket
import sys

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
numbers = [random.randint(1, 100) for i in range(40)]
s.send(str(numbers).encode())
final = int(s.recv(1024).decode())
print(final)
