# Task 3 server: one byte a number, both ways; 100 and 3 are always among its own
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
    c.sendall(bytes(sorted(set(theirs).intersection(mine))))
    c.close()
