# Task 2 client. Wrong: draws twelve numbers, and its file gathers them until it is flushed
import random
import socket

s = socket.socket()
s.connect((socket.gethostname(), 12345))
f = s.makefile('rw')
for _ in range(12):
    f.write(str(random.randint(1, 100)) + ' ')
f.write('\n')
f.flush()
print('Final list:', f.readline())
