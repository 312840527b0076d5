# Task 2 client: hexadecimal digits, shown with less-than signs between them, and counts in words
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.connect((host, port))
numbers = bytes(random.randint(1, 100) for i in range(random.randint(25, 100)))
s.sendall(numbers.hex(' ').encode() + b'\n')
final = bytes.fromhex(s.makefile('rb').readline().decode())
print(len(final), 'numbers are left: ' + ' < '.join(map(str, sorted(final))))
twice = [n for n in sorted(set(numbers)) if numbers.count(n) > 1]
print('Twice or more: ' + ', '.join('%d appears %d times' % (n, numbers.count(n)) for n in twice))
s.close()
