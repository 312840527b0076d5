# Reads the list and says nothing
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    data = c.recv(4096)
    while data:
        data = c.recv(4096)
    c.close()
