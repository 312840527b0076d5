# Task 1 client: shows the greeting as Python 3 prints bytes
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
if len(sys.argv) == 1:
    s.bind(('', 32451))
s.connect((host, port))
print(s.recv(1024))
s.send(b'It was nice talking to you')
s.close()
