# Task 1 client: reads words behind their length, and acknowledges without one
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.create_connection((host, port))
reader = s.makefile('rb')
print(reader.read(reader.read(1)[0]).decode())
s.sendall(b'It was nice talking to you')
