# Task 2 client: a sorted list in parts of twenty, each acknowledged
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.connect((host, port))
rest = ''


def part():
    global rest
    while '#' not in rest:
        data = s.recv(1024)
        if not data:
            raise ConnectionError('server closed')
        rest += data.decode()
    first, rest = rest.split('#', 1)
    return first


print(part())
n = random.randint(25, 100)
numbers = sorted(random.randint(1, 100) for i in range(n))
for i in range(0, n, 20):
    words = ' '.join(map(str, numbers[i:i + 20]))
    s.sendall(('PART%d:%s#' % (i // 20 + 1, words)).encode())
    print('server:', part())
s.sendall(b'END#')
final = []
word = part()
while word != 'END':
    final += [int(n) for n in word.split()]
    word = part()
s.close()
print('sorted list sent   :', numbers)
print('list from server   :', final)
print('removed duplicates :', [b for a, b in zip(numbers, numbers[1:]) if a == b])
print('elements: %d -> %d' % (n, len(final)))
