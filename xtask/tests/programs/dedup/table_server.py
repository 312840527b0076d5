# Task 2 server: after the list it sends, when asked, a table that says how often each number came too often
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = eval(c.recv(1024).decode())
    final = []
    table = {}
    for x in numbers:
        if x in final:
            table[x] = table.get(x, 0) + 1
        else:
            final.append(x)
    c.send(str(final).encode())
    c.recv(1024)
    c.send(str(table).encode())
    c.close()
