#!/usr/bin/python3
# Task 1 against the neighbour's machine, its address written into the program

import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else '10.59.122.36'   # neighbour's ip
ports = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
portc = 32451
if len(sys.argv) == 1:
   s.bind(('', portc))
s.connect((host, ports))
print(s.recv(1024).decode())
s.send(b'It was nice talking to you')
s.close()
