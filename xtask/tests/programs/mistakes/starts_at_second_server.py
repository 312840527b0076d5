# Task 2 server. Wrong: counts from 1, and the first number has index 0
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
    final = []
    for i in range(1, len(numbers)):
        if numbers[i] not in final:
            final.append(numbers[i])
    c.send(str(final).encode())
    c.close()
