# Task 1 client. Wrong: shows how long the greeting is instead of what it says
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
if len(sys.argv) == 1:
    s.bind((host, 32451))
s.connect((host, port))
print('Connected to', host)
message = s.recv(1024).decode()
print('Message from server:', len(message))
s.send(b'It was nice talking to you')
s.close()
