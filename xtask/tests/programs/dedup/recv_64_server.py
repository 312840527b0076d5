# Task 2 server. Wrong: takes no more than 64 bytes of the list
import re
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = [int(n) for n in re.findall('[0-9]+', c.recv(64).decode())]
    final = []
    for n in numbers:
        if n not in final:
            final.append(n)
    c.send(str(final).encode())
    # What was left unread would reset the connection.
    while c.recv(1024):
        pass
    c.close()
