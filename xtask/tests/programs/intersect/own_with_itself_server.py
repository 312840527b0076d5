# Task 3 server. Wrong: compares its own list with itself
import random
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
print('Server listening on port', port)
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    numbers = eval(c.recv(1024).decode())
    mine = [100, 3, 20, 20] + [random.randint(1, 100) for i in range(21)]
    print('Server list:', mine)
    common = []
    for x in mine:
        if x in mine and x not in common:
            common.append(x)
    common.sort()
    c.send(str(common).encode())
    c.close()
