# Task 2 server: arrays as Redis sends them: the count behind a star, each number behind a colon
import socket
import sys

def said(numbers):
    return b'*%d\r\n' % len(numbers) + b''.join(b':%d\r\n' % x for x in numbers)


def heard(stream):
    return [int(stream.readline()[1:]) for i in range(int(stream.readline()[1:]))]


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
