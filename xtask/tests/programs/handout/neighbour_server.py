#!/usr/bin/python3
# Task 1 on the neighbour's machine: the server binds the address that ifconfig shows there

import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else '10.59.122.36'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))

print('host ip', host)
s.listen(5)
while True:
   c, addr = s.accept()
   print('Got connection from', addr)
   c.send(b'Thank you for connecting')
   ack = c.recv(1024).decode()
   print('client replied:', ack)
   c.close()
