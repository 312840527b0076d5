# Task 2 client: strings as in C, each with a zero byte behind it, and one more at the end
import random
import socket
import sys

def said(numbers):
    return b''.join(b'%d\0' % x for x in numbers) + b'\0'


def heard(stream):
    numbers, word = [], b''
    while True:
        byte = stream.read(1)
        if byte != b'\0':
            word += byte
        elif not word:
            return numbers
        else:
            numbers.append(int(word))
            word = b''


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
