# Task 1 client that goes on to a second line of the server's
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
lines = s.makefile()
print('the server said:', lines.readline())
s.sendall(b'It was nice talking to you\n')
print('the server said:', lines.readline().split()[0])
