# Task 1 client: reads lines, acknowledges without the end of one, and waits for a goodbye
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
both = socket.create_connection((host, port)).makefile('rw')
print(both.readline())
both.write('It was nice talking to you')
both.flush()
print(both.readline())
