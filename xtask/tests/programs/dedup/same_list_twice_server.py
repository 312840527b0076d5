# Task 2 server, wrong: its duplicates are the final list once more
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
    final, duplicates = [], []
    for n in numbers:
        if n not in final:
            final.append(n)
            duplicates.append(n)
    c.sendall((json.dumps({'final': final, 'duplicates': duplicates}) + '\n').encode())
    c.close()
