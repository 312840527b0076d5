# Task 3 client: four bytes a number, and no nought behind its last
import random
import socket
import struct
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.create_connection((host, port))
numbers = random.sample(range(1, 101), 25)
s.sendall(struct.pack('!25i', *numbers))
common = []
while True:
    number = struct.unpack('!i', s.recv(4, socket.MSG_WAITALL))[0]
    if number == 0:
        break
    common.append(number)
print('both have', common)
