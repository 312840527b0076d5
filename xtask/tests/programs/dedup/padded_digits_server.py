# Task 2 server: three digits a number and nothing between them, a line's end after the last
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    text = c.makefile().readline().strip()
    numbers = [int(text[i:i + 3]) for i in range(0, len(text), 3)]
    final = list(dict.fromkeys(numbers))
    c.sendall((''.join('%03d' % x for x in final) + '\n').encode())
    c.close()
