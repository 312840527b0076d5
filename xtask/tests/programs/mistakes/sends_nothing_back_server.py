# Task 2 server. Wrong: keeps nothing, since it asks the wrong way round
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
    for x in numbers:
        if x in final:
            final.append(x)
    c.send(str(final).encode())
    c.close()
