# Task 1 client. Wrong: shows the greeting, acknowledges it and then never ends
import socket
import sys
import time

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
print(s.recv(1024).decode())
s.send(b'It was nice talking to you')
s.close()
while True:
    time.sleep(1)
