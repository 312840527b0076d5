# Tasks 1 and 3 in one conversation: shows the greeting, acknowledges, then sends its list
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
if len(sys.argv) == 1:
    s.bind((host, 32451))
s.connect((host, port))
print(s.recv(1024).decode())
s.send(b'It was nice talking to you')
print(s.recv(1024).decode())
numbers = [random.randint(1, 100) for i in range(24)] + [50]
print('original list:', numbers)
s.send(str(numbers).encode())
print('common elements sorted:', s.recv(1024).decode())
s.close()
