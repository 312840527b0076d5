# Task 2 client: one number a line, "end" after the last; the label stands on the line before
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
for x in numbers:
    s.send((str(x) + '\n').encode())
s.send(b'end\n')
final = []
for line in s.makefile('r'):
    if line.strip() == 'end':
        break
    final.append(int(line))
print('Final list')
print(final)
print('Duplicates')
print(sorted(x for x in set(numbers) if numbers.count(x) > 1))
s.close()
