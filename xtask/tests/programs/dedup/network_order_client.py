# Task 2 client: integers in the network's order, behind their count
import random
import socket
import struct
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))

count = random.randint(26, 100)
numbers = [random.randint(1, 100) for i in range(count - 1)]
numbers.append(numbers[0])
print('Numbers:', numbers)
s.sendall(struct.pack('!%di' % (count + 1), count, *numbers))
count = struct.unpack('!i', s.recv(4, socket.MSG_WAITALL))[0]
final = struct.unpack('!%di' % count, s.recv(4 * count, socket.MSG_WAITALL))
print('Final list:', list(final))
print('Duplicates:', [n for i, n in enumerate(numbers) if n in numbers[:i]])
s.close()
