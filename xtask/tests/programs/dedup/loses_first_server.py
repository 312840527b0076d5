# Task 2 server. Wrong: starts at index 1 when it copies the result, so the first number is lost
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))

print('host ip', host)
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
    for i in range(1, len(unique)):
        final.append(unique[i])
    c.send(str(final).encode())
    c.close()
