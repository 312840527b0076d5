# Task 2 server: both counts as integers, then both lists, a byte a number
import socket
import struct
import sys

def read(s, count):
    data = b''
    while len(data) < count:
        more = s.recv(count - len(data))
        if not more:
            break
        data += more
    return data


s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    count, = struct.unpack('>I', read(c, 4))
    numbers = list(read(c, count))
    final, again = [], []
    for x in numbers:
        if x in final:
            again.append(x)
        else:
            final.append(x)
    c.sendall(struct.pack('>II', len(final), len(again)) + bytes(final) + bytes(again))
    c.close()
