# Task 2 server. Wrong: reads the list and goes back to `accept` without an answer
import socket
import sys

door = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
door.bind((host, port))
door.listen(5)
while True:
    c, address = door.accept()
    print('List received:', c.recv(1024).decode())
