# Task 2 server: one number a line, "end" after the last; reads as many lines as there are
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    f = c.makefile('r')
    numbers = set()
    for line in f:
        if line.strip() == 'end':
            break
        numbers.add(int(line))
    for x in sorted(numbers):
        c.send((str(x) + '\n').encode())
    c.send(b'end\n')
    f.close()
    c.close()
