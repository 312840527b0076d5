# Task 2 server: a number a connection, and the answer to whoever says `end`
import socket
import sys

s = socket.socket()
s.bind(("", int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
s.listen(100)
seen = []
while True:
    c, addr = s.accept()
    word = c.recv(100).decode()
    if word == "end":
        c.sendall(" ".join(seen).encode())
        seen = []
    elif word not in seen:
        seen.append(word)
    c.close()
