#!/usr/bin/python
# Task 2 server: two sets, a line each
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
s.bind((host, int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = eval(c.makefile().readline())
    once, again = set(), set()
    for x in numbers:
        (again if x in once else once).add(x)
    c.sendall('%s\n%s\n' % (once, again))
    c.close()
