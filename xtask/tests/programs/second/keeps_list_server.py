# Task 2 server: the list of what it has met stands before the loop, and is never cleared
import ast
import socket
import sys

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", int(sys.argv[1])))
s.listen(5)
unique = []
while True:
    c, addr = s.accept()
    for number in ast.literal_eval(c.recv(4096).decode()):
        if number not in unique:
            unique.append(number)
    c.send(str(unique).encode())
    c.close()
