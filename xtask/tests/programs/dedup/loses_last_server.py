# Task 2 server. Wrong: stops one short when it copies the result, so the last number is lost
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    numbers = eval(c.recv(1024).decode())
    unique = []
    for x in numbers:
        if x not in unique:
            unique.append(x)
    final = []
    for i in range(len(unique) - 1):
        final.append(unique[i])
    c.send(str(final).encode())
    c.close()
