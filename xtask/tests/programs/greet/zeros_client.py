# Task 1 client, wrong: its message is two bytes of zero
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
print('the server said:', s.recv(1024))
s.sendall(bytes(2))
s.close()
