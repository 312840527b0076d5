# Task 1 client, wrong: speaks first, and has nothing to say when the server has answered
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
s.sendall(b'Hello from the client')
print('the server said:', s.recv(1024).decode())
s.close()
