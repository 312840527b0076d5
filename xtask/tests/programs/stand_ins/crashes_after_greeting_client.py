# Takes the greeting, acknowledges, and falls over before it sends its list
import socket
import sys

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
print(s.recv(1024).decode())
s.send(b'It was a pleasure to meet you')
numbers = random.sample(range(1, 101), 30)
s.send(str(numbers).encode())
print(s.recv(1024))
