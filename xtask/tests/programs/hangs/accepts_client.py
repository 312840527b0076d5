# Task 2 client. Wrong: waits for the server to connect to it
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.create_connection((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 100))]
s.sendall(str(numbers).encode())
door = socket.create_server(('', 0))
answer, address = door.accept()
print('Final list:', eval(answer.recv(1024).decode()))
