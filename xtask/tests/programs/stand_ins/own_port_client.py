# Calls from the hand-out's port, acknowledges, and falls over before it sends its list
import socket

s = socket.socket()
s.bind((socket.gethostname(), 32451))
s.connect(('192.168.1.17', 12345))
print(s.recv(1024).decode())
s.send(b'It was a pleasure to meet you')
s.send(str(numbers).encode())
