# Task 3 server. Wrong: sorts the common numbers as text, 100 before 20 before 3
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
    numbers = eval(c.recv(1024).decode())
    mine = [100, 3, 20, 20] + [random.randint(1, 100) for i in range(21)]
    print('Server list:', mine)
    common = []
    for x in numbers:
        if x in mine and str(x) not in common:
            common.append(str(x))
    common.sort()
    common = [int(x) for x in common]
    c.send(str(common).encode())
    c.close()
