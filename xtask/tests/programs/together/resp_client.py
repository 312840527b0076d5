# Task 2 client: arrays as Redis sends them: the count behind a star, each number behind a colon
import random
import socket
import sys

def said(numbers):
    return b'*%d\r\n' % len(numbers) + b''.join(b':%d\r\n' % x for x in numbers)


def heard(stream):
    return [int(stream.readline()[1:]) for i in range(int(stream.readline()[1:]))]


s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.sendall(said(numbers))
final = heard(s.makefile('rb'))
print('Final list:', final)
print('Duplicates:', sorted({x for x in numbers if numbers.count(x) > 1}))
s.close()
