# Task 2 server: each list as 32-bit integers in a send of its own
import socket
import struct
import sys

def packed(numbers):
    return struct.pack('<%di' % len(numbers), *numbers)


def unpacked(data):
    return list(struct.unpack('<%di' % (len(data) // 4), data))


s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = unpacked(c.recv(4096))
    final = list(dict.fromkeys(numbers))
    again = [x for x in final if numbers.count(x) > 1]
    c.send(packed(final))
    c.send(packed(again))
    c.close()
