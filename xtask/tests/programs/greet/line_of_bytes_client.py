# Task 1 client: prints the bytes that it got as Python writes bytes
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
print('the server said:', s.makefile('rb').readline())
s.sendall(b'It was nice talking to you\n')
s.close()
