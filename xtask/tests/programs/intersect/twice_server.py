# Task 3 server: sends the common numbers as found, then sorted when the client asks for that
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    theirs = eval(c.recv(1024).decode())
    mine = [60, 50] + [random.randint(1, 100) for i in range(23)]
    print('server array', mine)
    common = []
    for x in mine:
        if x in theirs and x not in common:
            common.append(x)
    c.send(str(common).encode())
    c.recv(1024)
    common.sort()
    c.send(str(common).encode())
    c.close()
