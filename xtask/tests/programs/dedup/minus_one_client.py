# Task 2 client: 32-bit integers up to -1, both ways; does not show its own list
import random
import socket
import struct
import sys

def read_list(s):
    data = b''
    while data[-4:] != b'\xff\xff\xff\xff':
        data += s.recv(4)
    return list(struct.unpack('<%di' % (len(data) // 4), data))[:-1]

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))

count = random.randint(25, 100)
numbers = [random.randint(1, 100) for i in range(count - 1)]
numbers.append(numbers[1])
s.sendall(struct.pack('<%di' % (count + 1), *numbers, -1))
final = read_list(s)
print('Final list:', *final)
print('Duplicates:', *[n for i, n in enumerate(numbers) if n in numbers[:i]])
s.close()
