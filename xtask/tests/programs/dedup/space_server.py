# Task 2 server: numbers separated by spaces, both ways
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
print('Server up at', host, port)
while True:
    c, addr = s.accept()
    words = c.recv(1024).decode().split()
    print('Received', len(words), 'numbers')
    seen = {}
    for w in words:
        seen[w] = True
    c.send(' '.join(seen).encode())
    c.close()
