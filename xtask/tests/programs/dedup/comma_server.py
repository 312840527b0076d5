# Task 2 server: numbers separated by commas, both ways
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    text = c.recv(1024).decode()
    final = []
    for word in text.split(','):
        if int(word) not in final:
            final.append(int(word))
    c.send(','.join(str(x) for x in final).encode())
    c.close()
