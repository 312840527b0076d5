# Task 3: 25 big-endian integers; the answer has its count before it; 50 is always among its own
import random
import socket
import struct
import sys

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
numbers = [50] + [random.randint(1, 100) for i in range(24)]
print('Client array:', numbers)
s.sendall(struct.pack('!25i', *numbers))
count = struct.unpack('!i', s.recv(4, socket.MSG_WAITALL))[0]
common = struct.unpack('!%di' % count, s.recv(4 * count, socket.MSG_WAITALL)) if count else []
print('Common numbers:', *common)
s.close()
