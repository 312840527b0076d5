# Task 2 client: 100 numbers below 100 as big-endian 32-bit integers after their count
import random
import socket
import struct
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 99) for i in range(100)]
print('Original list:', numbers)
s.sendall(struct.pack('!101i', 100, *numbers))
n = struct.unpack('!i', s.recv(4, socket.MSG_WAITALL))[0]
final = struct.unpack('!%di' % n, s.recv(4 * n, socket.MSG_WAITALL))
print('Final list:', final)
duplicates = []
for i in range(len(numbers)):
    if numbers[i] in numbers[:i]:
        duplicates.append(numbers[i])
print('Duplicates:', duplicates)
s.close()
