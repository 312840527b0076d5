# Task 3 client: one number a line, an empty line after the last; 50 is always among its own numbers
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
f = s.makefile('rw')
numbers = [random.randint(1, 100) for i in range(24)] + [50]
for x in numbers:
    f.write(str(x) + '\n')
f.write('\n')
f.flush()
common = []
line = f.readline()
while line.strip():
    common.append(int(line))
    line = f.readline()
print('numbers in both lists')
print(common)
f.close()
s.close()
