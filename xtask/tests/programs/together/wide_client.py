# Task 2 client: text of two bytes a character, as `writeChars` sends it
import random
import socket
import sys

def said(numbers):
    return (' '.join(str(x) for x in numbers) + '\n').encode('utf-16-be')


def heard(stream):
    text = b''
    while not text.endswith(b'\0\n'):
        text += stream.read(2)
    return [int(word) for word in text.decode('utf-16-be').split()]


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
