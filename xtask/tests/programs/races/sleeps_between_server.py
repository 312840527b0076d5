# Task 2 server: sleeps between its two sends, so that they do not arrive as one. Races all the same
import time
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = eval(c.recv(1024).decode())
    final = list(dict.fromkeys(numbers))
    c.sendall(repr(final).encode())
    time.sleep(0.1)
    c.sendall(repr([n for n in final if numbers.count(n) > 1]).encode())
    c.close()
