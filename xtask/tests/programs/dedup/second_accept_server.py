# Task 2 server, wrong: waits for a second connection behind the greeting, which no client opens
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    c.sendall(b'Welcome\n')
    talk, addr = s.accept()
    numbers = eval(talk.makefile().readline())
    talk.sendall((repr(sorted(set(numbers))) + '\n').encode())
    talk.close()
