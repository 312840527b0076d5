# Task 2 client: semicolons, and a hash right behind the last number, both ways, so that each side knows where a list ends
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))

numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.send((';'.join(str(n) for n in numbers) + '#').encode())
data = ''
while not data.endswith('#'):
    part = s.recv(1024)
    if not part:
        break
    data += part.decode()
unique = [int(n) for n in data.rstrip('#').split(';')]
print('sent: %s' % ' '.join(str(n) for n in numbers))
print('unique: %s' % ' '.join(str(n) for n in unique))
for n in unique:
    numbers.remove(n)
print('removed: %s' % ' '.join(str(n) for n in numbers))
s.close()
