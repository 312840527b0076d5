# Task 2 client: one number a line, each of which is answered, then DONE
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
both = socket.create_connection((host, port)).makefile('rw')
again = []
for _ in range(random.randint(25, 100)):
    number = random.randint(1, 100)
    both.write(f'{number}\n')
    both.flush()
    if both.readline() != 'NEW\n':
        again.append(number)
both.write('DONE\n')
both.flush()
print('final list:', both.readline())
print('duplicates:', *again)
