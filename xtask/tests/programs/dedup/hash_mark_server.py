# Task 2 server: semicolons, and a hash right behind the last number, both ways, so that each side knows where a list ends
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '0.0.0.0'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    data = ''
    while not data.endswith('#'):
        part = c.recv(64)
        if not part:
            break
        data += part.decode()
    unique = sorted(set(int(n) for n in data.rstrip('#').split(';')))
    c.send((';'.join(str(n) for n in unique) + '#').encode())
    c.close()
