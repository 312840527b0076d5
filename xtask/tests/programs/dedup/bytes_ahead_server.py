# Task 2 server: gets lines behind how many bytes they have, and answers in the same way
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    f = c.makefile('rwb')
    lines = f.read(int(f.readline())).decode().splitlines()
    body = '\n'.join(dict.fromkeys(lines))
    f.write(('%d\n%s' % (len(body), body)).encode())
    f.close()
    c.close()
    print(len(lines), 'lines')
