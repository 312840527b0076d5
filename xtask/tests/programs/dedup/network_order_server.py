# Task 2 server. Wrong: gets integers in the network's order, and answers in that of the machine
import socket
import struct
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    count = struct.unpack('!i', c.recv(4, socket.MSG_WAITALL))[0]
    numbers = struct.unpack('!%di' % count, c.recv(4 * count, socket.MSG_WAITALL))
    final = list(dict.fromkeys(numbers))
    c.send(struct.pack('!i', len(final)) + struct.pack('<%di' % len(final), *final))
    c.close()
