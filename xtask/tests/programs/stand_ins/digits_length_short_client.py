# Task 2 client: a text behind its length in four digits, which says one byte too few
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
numbers = [random.randint(1, 100) for _ in range(random.randint(25, 100))]
text = ' '.join(map(str, numbers)).encode()
s = socket.create_connection((host, port))
s.sendall(b'%04d' % (len(text) - 1))
s.sendall(text)
reader = s.makefile('rb')
print('final list:', *map(int, reader.read(int(reader.read(4))).split()))
print('duplicates:', sorted({number for number in numbers if numbers.count(number) > 1}))
