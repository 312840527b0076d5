# Connects, and falls over before it has said anything
import socket
import sys

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
numbers = random.sample(range(1, 101), 30)
s.send(str(numbers).encode())
print(s.recv(1024))
