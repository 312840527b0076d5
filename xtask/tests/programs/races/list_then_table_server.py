# Task 2 server: sends the list and the table of duplicates in two sends. Races: they may arrive as one
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    numbers = eval(c.recv(1024).decode())
    final = []
    table = {}
    for x in numbers:
        if x in final:
            table[x] = table.get(x, 1) + 1
        else:
            final.append(x)
    c.send(str(final).encode())
    c.send(str(table).encode())
    c.close()
