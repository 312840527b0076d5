# Task 2 client: numbers of two bytes, the low one first, one by one up to -1
import random
import socket
import struct
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.connect((host, port))
nums = [random.randint(1, 100) for i in range(random.randint(25, 100))]
for x in nums + [-1]:
    s.sendall(struct.pack('<h', x))
f = s.makefile('rb')
final = []
while -1 not in final:
    final.append(struct.unpack('<h', f.read(2))[0])
final.pop()
print('I drew:', nums)
print('Final list:', final)
print('Duplicates:', [x for x in final if nums.count(x) > 1])
s.close()
