# Task 3 server. Wrong: one byte a number, in the order in which the client sent them
import random
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
host = sys.argv[2] if len(sys.argv) > 2 else '0.0.0.0'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(1)
while True:
    c, addr = s.accept()
    mine = [100, 3] + [random.randint(1, 100) for i in range(23)]
    print("server's array is", mine)
    theirs = c.recv(1024)
    common = []
    for x in theirs:
        if x in mine and x not in common:
            common.append(x)
    c.sendall(bytes(common))
    c.close()
