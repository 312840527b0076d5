# Task 2 client: a number as text in each 16 bytes, and then a word, with a pause behind each "so that they stay apart"
import random
import socket
import sys
import time

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
s.connect((host, int(sys.argv[1]) if len(sys.argv) > 1 else 12345))

numbers = [random.randint(1, 100) for i in range(random.randint(25, 100))]
print('My numbers:', *numbers)
for x in numbers:
    s.send(str(x).encode().ljust(16, b'\0'))
    time.sleep(random.random() * 0.004)
s.send(b'stop'.ljust(16, b'\0'))

final = []
while True:
    slot = s.recv(16, socket.MSG_WAITALL)
    if len(slot) < 16 or slot.startswith(b'stop'):
        break
    final.append(int(slot.rstrip(b'\0')))
print('Final list:', *final)
print('Duplicates:', *sorted({x for x in numbers if numbers.count(x) > 1}))
s.close()
