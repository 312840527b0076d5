# Task 3 server: draws a set of its own for each client
import ast
import random
import socket
import sys

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    own = set(random.sample(range(1, 101), 25))
    print("My numbers:", sorted(own), flush=True)
    common = sorted(own.intersection(ast.literal_eval(c.recv(4096).decode())))
    c.send(str(common).encode())
    c.close()
