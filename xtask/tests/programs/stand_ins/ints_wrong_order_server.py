# Task 3: integers in, and out behind their count; 50 is always among its own. Wrong: takes the list for little-endian,
# and finds nothing in common
import random
import socket
import struct
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    mine = [50] + [random.randint(1, 100) for i in range(24)]
    print('Server array:', mine)
    theirs = struct.unpack('<25i', c.recv(100, socket.MSG_WAITALL))
    common = sorted(set(theirs) & set(mine))
    c.sendall(struct.pack('!%di' % (len(common) + 1), len(common), *common))
    c.close()
