# Task 2 client: a recv for each list of 32-bit integers
import random
import socket
import struct
import sys

def packed(numbers):
    return struct.pack('<%di' % len(numbers), *numbers)


def unpacked(data):
    return list(struct.unpack('<%di' % (len(data) // 4), data))


s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.send(packed(numbers))
print('final list:', unpacked(s.recv(4096)))
print('duplicates:', unpacked(s.recv(4096)))
s.close()
