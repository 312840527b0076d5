# Task 2 server: reads numbers until the client has ended what it says, and answers then
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c = s.accept()[0]
    text = b''
    while True:
        part = c.recv(100)
        if not part:
            break
        text += part
    c.sendall(b' '.join(dict.fromkeys(text.split())) + b'\n')
    c.close()
