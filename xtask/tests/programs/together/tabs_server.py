# Task 2 server: tabs between numbers, a line for each list
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = c.makefile().readline().split()
    final, again = [], []
    for x in numbers:
        if x in final:
            again.append(x)
        else:
            final.append(x)
    c.sendall(('\t'.join(final) + '\n' + '\t'.join(again) + '\n').encode())
    c.close()
