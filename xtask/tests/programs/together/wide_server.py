# Task 2 server: text of two bytes a character, as `writeChars` sends it
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
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = heard(c.makefile('rb'))
    c.sendall(said(list(dict.fromkeys(numbers))))
    c.close()
