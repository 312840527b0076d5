# Task 2 client: three digits a number and nothing between them, a line's end after the last
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.connect((host, port))
n = random.randint(25, 97)
numbers = [100, 3, 3] + [random.randint(1, 99) for i in range(n)]
print('List:', numbers)
s.sendall((''.join('%03d' % x for x in numbers) + '\n').encode())
text = s.makefile().readline().strip()
print('Without duplicates:', [int(text[i:i + 3]) for i in range(0, len(text), 3)])
print('Duplicates:', sorted(set(x for x in numbers if numbers.count(x) > 1)))
s.close()
