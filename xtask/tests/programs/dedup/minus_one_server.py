# Task 2 server: 32-bit integers up to -1, both ways
import socket
import struct
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(1)
while True:
    c, addr = s.accept()
    final = []
    while True:
        data = c.recv(4, socket.MSG_WAITALL)
        if len(data) < 4:
            break
        n = struct.unpack('<i', data)[0]
        if n == -1:
            break
        if n not in final:
            final.append(n)
    c.sendall(struct.pack('<%di' % len(final), *final) + struct.pack('<i', -1))
    c.close()
