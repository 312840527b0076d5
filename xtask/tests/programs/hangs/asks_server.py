# Task 2 server. Wrong: waits for somebody to type something at its terminal
import os
import socket
import sys

door = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
door.bind((host, port))
door.listen(5)
c, address = door.accept()
print('List received:', c.recv(1024))
print('Go on? ', end='')
print(os.read(1, 10))
