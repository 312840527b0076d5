# Task 2 client: the count of the numbers, then the numbers, integers of 4 bytes, the lowest first; reads the highest first
import random
import socket
import struct
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
numbers = [random.randint(1, 100) for _ in range(random.randint(25, 100))]
print('generated:', *numbers)
s = socket.create_connection((host, port))
s.sendall(struct.pack('<I', len(numbers)))
s.sendall(struct.pack('<%dI' % len(numbers), *numbers))
reader = s.makefile('rb')
(count,) = struct.unpack('!I', reader.read(4))
final = struct.unpack('!%dI' % count, reader.read(4 * count))
for number in final:
    numbers.remove(number)
print('final list:', *final)
print('duplicates:', *numbers)
