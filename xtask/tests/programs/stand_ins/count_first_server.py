# The count, then the list; falls over on both
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
c, addr = s.accept()
count = int(c.recv(1024).decode())
c.send(b'ok')
numbers = eval(c.recv(2048).decode())
assert count == len(numbres)
