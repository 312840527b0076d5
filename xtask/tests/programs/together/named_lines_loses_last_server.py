# Task 2 server: `Number 3: 17` a line, then `Duplicate 1: 5`. Wrong: leaves out the last number
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = []
    for line in c.makefile():
        if line == 'done\n':
            break
        numbers.append(int(line.split(':')[1]))
    final, again = [], []
    for x in numbers:
        if x in final:
            again.append(x)
        else:
            final.append(x)
    for i, x in enumerate(final[:-1], 1):
        c.sendall(b'Number %d: %d\n' % (i, x))
    c.sendall(b'--\n')
    for i, x in enumerate(again, 1):
        c.sendall(b'Duplicate %d: %d\n' % (i, x))
    c.close()
