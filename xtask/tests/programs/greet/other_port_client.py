# Task 1 client. Wrong: dials port 5005, whatever port it is told
import socket

s = socket.socket()
s.connect((socket.gethostname(), 5005))
print(s.recv(1024).decode())
s.send(b'It was nice talking to you')
s.close()
