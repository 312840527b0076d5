# Task 2 client: each number on a line with its place before it, `END` after the last
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.connect((host, port))
n = random.randint(25, 97)
numbers = [3, 100, 3] + [random.randint(1, 99) for i in range(n)]
f = s.makefile('rw')
for i, x in enumerate(numbers):
    f.write('x[%d]=%d\n' % (i, x))
f.write('END\n')
f.flush()
final = []
for line in f:
    if line == 'END\n':
        break
    final.append(line.strip().split('=')[1])
print('%d numbers sent, %d came back' % (len(numbers), len(final)))
print('\t'.join(final))
print('removed:\t' + '\t'.join(str(x) for i, x in enumerate(numbers) if x in numbers[:i]))
s.close()
