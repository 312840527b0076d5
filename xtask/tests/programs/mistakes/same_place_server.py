# Task 3 server. Wrong: compares the first with the first, the second with the second
import random
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    numbers = eval(c.recv(1024).decode())
    mine = [20, 3, 100, 20] + [random.randint(1, 100) for i in range(21)]
    print('Server list:', mine)
    final = []
    for i in range(len(mine)):
        if mine[i] == numbers[i] and mine[i] not in final:
            final.append(mine[i])
    final.sort()
    c.send(str(final).encode())
    c.close()
