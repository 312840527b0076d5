# Task 2 client: a count as an integer, then a byte a number
import random
import socket
import struct
import sys

def read(s, count):
    data = b''
    while len(data) < count:
        more = s.recv(count - len(data))
        if not more:
            break
        data += more
    return data


s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.sendall(struct.pack('>I', len(numbers)) + bytes(numbers))
final, again = struct.unpack('>II', read(s, 8))
print('Final list of numbers:', sorted(read(s, final)))
print('Numbers identified as duplicates:', sorted(read(s, again)))
s.close()
