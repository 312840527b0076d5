# Task 2 server, wrong: its table of duplicates says of every number that it is there once
import json
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = json.loads(c.makefile().readline())
    counts = {}
    for n in numbers:
        if n not in counts:
            counts[n] = 1
    c.sendall((json.dumps({'final': sorted(counts), 'duplicates': counts}) + '\n').encode())
    c.close()
