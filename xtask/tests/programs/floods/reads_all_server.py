# Task 2 server: reads until the client is done, and answers then
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    received = b''
    while True:
        part = c.recv(65536)
        if not part:
            break
        received += part
    print('Received', len(received), 'bytes')
    c.close()
