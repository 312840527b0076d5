# Task 1 server: shows the acknowledgement as Python 3 prints bytes
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else '0.0.0.0'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    c.send(b'Thank you for connecting')
    print('received', c.recv(1024))
    c.close()
