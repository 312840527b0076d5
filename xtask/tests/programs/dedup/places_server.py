# Task 2 server: each number on a line with its place before it, `END` after the last
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    f = c.makefile('rw')
    numbers = []
    for line in f:
        if line == 'END\n':
            break
        numbers.append(int(line.split('=')[1]))
    for i, x in enumerate(dict.fromkeys(numbers)):
        f.write('u[%d]=%d\n' % (i, x))
    f.write('END\n')
    f.close()
    c.close()
