# Task 2 server: big-endian 32-bit integers after their count, both ways
import socket
import struct
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '0.0.0.0'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)

def receive(sock, size):
    data = b''
    while len(data) < size:
        part = sock.recv(size - len(data))
        if not part:
            break
        data += part
    return data

while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    n = struct.unpack('!i', receive(c, 4))[0]
    numbers = struct.unpack('!%di' % n, receive(c, 4 * n))
    unique = list(dict.fromkeys(numbers))
    c.sendall(struct.pack('!%di' % (len(unique) + 1), len(unique), *unique))
    c.close()
