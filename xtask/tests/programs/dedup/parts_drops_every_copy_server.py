# Task 2 server: the list comes in parts, and the answer in parts holds only what came once
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345


def parts(c):
    rest = ''
    while True:
        while '#' not in rest:
            data = c.recv(1024)
            if not data:
                return
            rest += data.decode()
        part, rest = rest.split('#', 1)
        yield part


s = socket.socket()
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    c.sendall(b'Thank you for connecting#')
    numbers = []
    for part in parts(c):
        if part == 'END':
            unique = sorted(n for n in numbers if numbers.count(n) == 1)
            for i in range(0, len(unique), 7):
                c.sendall((' '.join(map(str, unique[i:i + 7])) + '#').encode())
            c.sendall(b'END#')
            break
        label, words = part.split(':')
        numbers += [int(word) for word in words.split()]
        c.sendall(('ACK %s#' % label).encode())
    c.close()
