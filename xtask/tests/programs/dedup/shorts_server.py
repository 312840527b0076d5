# Task 2 server: numbers of two bytes, the low one first, one by one up to -1
import socket
import struct
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    f = c.makefile('rb')
    seen = []
    x = 0
    while x != -1:
        x, = struct.unpack('<h', f.read(2))
        if x not in seen:
            seen.append(x)
            c.sendall(struct.pack('<h', x))
    f.close()
    c.close()
