# Task 2 server. Wrong: takes the count at the front for one of the numbers
import socket
import struct
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    data = c.recv(404, socket.MSG_WAITALL)
    numbers = struct.unpack('!101i', data)
    final = list(dict.fromkeys(numbers))
    c.sendall(struct.pack('!%di' % (len(final) + 1), len(final), *final))
    c.close()
