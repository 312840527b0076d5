# Task 2 client: shows each question with the answer to it, then the sentence that came and every extra one
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.connect((host, port))
f = s.makefile()
n = random.randint(25, 97)
numbers = [100, 3, 3] + [random.randint(1, 100) for i in range(n)]
print(f.readline().strip(), len(numbers))
s.sendall(b'%d\n' % len(numbers))
for x in numbers:
    print(f.readline().strip(), x)
    s.sendall(b'%d\n' % x)
print(f.readline().strip())
print('duplicates:', ', '.join(str(x) for x in sorted(set(numbers)) for i in range(numbers.count(x) - 1)))
s.close()
