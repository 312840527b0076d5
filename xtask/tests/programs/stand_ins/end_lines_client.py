# Task 2 client: a number a line, and END behind the last one, each way
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
numbers = [random.randint(1, 100) for _ in range(random.randint(25, 100))]
both = socket.create_connection((host, port)).makefile('rw')
both.writelines(f'{number}\n' for number in numbers)
both.write('END\n')
both.flush()
once = []
while (line := both.readline().strip()) != 'END':
    once.append(int(line))
print('final list:', once)
print('duplicates:', sorted({number for number in numbers if numbers.count(number) > 1}))
