# Task 3 server: draws its set once, and takes out of it what it has found
import ast
import random
import socket
import sys

own = set(random.sample(range(1, 101), 25))
print("My numbers:", sorted(own), flush=True)
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    theirs = ast.literal_eval(c.recv(4096).decode())
    common = sorted(own.intersection(theirs))
    own.difference_update(common)
    print("Common:", common, flush=True)
    c.send(str(common).encode())
    c.close()
