# Task 1 client. Wrong: reads the greeting and acknowledges it, but does not show it
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
if len(sys.argv) == 1:
    s.bind((host, 32451))
s.connect((host, port))
message = s.recv(1024)
s.send(b'It was nice talking to you')
s.close()
