# Task 3 server. Wrong: does not look at the last of its own numbers, which the client always has
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = eval(c.recv(1024).decode())
    strangers = [n for n in range(1, 101) if n not in numbers]
    own = (strangers[:15] + numbers + strangers)[:24]
    own.append([n for n in numbers if n not in own][0])
    print('Server numbers:', own)
    common = []
    for i in range(len(own) - 1):
        if own[i] in numbers and own[i] not in common:
            common.append(own[i])
    c.send(str(sorted(common)).encode())
    c.close()
