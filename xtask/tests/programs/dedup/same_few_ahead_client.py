# Task 2 client: always sends the same eleven numbers, behind how many bytes they have
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
numbers = [5, 12, 33, 5, 47, 81, 12, 99, 60, 33, 7]
data = ''.join('%d\n' % n for n in numbers).encode()
s = socket.create_connection((host, port))
s.sendall(b'%d\n' % len(data))
s.sendall(data)
f = s.makefile('rb')
final = [int(n) for n in f.read(int(f.readline())).split()]
print('sent:', numbers)
print('final:', final)
print('duplicates:', [n for n in final if numbers.count(n) > 1])
