# Task 2 server: strings as in C, each with a zero byte behind it, and one more at the end
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
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = heard(c.makefile('rb'))
    c.sendall(said(list(dict.fromkeys(numbers))))
    c.close()
