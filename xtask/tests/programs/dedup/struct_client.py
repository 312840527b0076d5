# Task 2 client: big-endian 32-bit integers after their count, both ways
import random
import socket
import struct
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))

def receive(sock, size):
    data = b''
    while len(data) < size:
        part = sock.recv(size - len(data))
        if not part:
            break
        data += part
    return data

numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.sendall(struct.pack('!%di' % (len(numbers) + 1), len(numbers), *numbers))
n = struct.unpack('!i', receive(s, 4))[0]
unique = list(struct.unpack('!%di' % n, receive(s, 4 * n)))
print('Before:', numbers)
print('After:', unique)
print('Duplicates:', [x for i, x in enumerate(numbers) if x in numbers[:i]])
s.close()
