# Tasks 1 and 3 in one conversation: greeting, acknowledgement, list, reply
import random
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
print('host ip', host)
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    c.send(b'Thank you for connecting')
    print(c.recv(1024).decode())
    c.send(b'Send me your list')
    theirs = eval(c.recv(1024).decode())
    mine = [random.randint(1, 100) for i in range(24)] + [50]
    print('new random array', mine)
    common = []
    for x in mine:
        if x in theirs and x not in common:
            common.append(x)
    common.sort()
    c.send(str(common).encode())
    c.close()
