# Task 2 server: asks how many numbers there are and then for each; the answer is a sentence
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    f = c.makefile()
    c.sendall(b'How many numbers?\n')
    count = int(f.readline())
    numbers = []
    while len(numbers) < count:
        c.sendall(b'number %d?\n' % (len(numbers) + 1))
        numbers.append(int(f.readline()))
    final = sorted(set(numbers))
    c.sendall(('You sent %d numbers, %d of them different: %s\n' % (count, len(final), final)).encode())
    c.close()
