# Task 2 server: both lists in one line
import json
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = json.loads(c.makefile().readline())
    once = list(dict.fromkeys(numbers))
    again = [n for n in once if numbers.count(n) > 1]
    c.sendall((json.dumps([again, once]) + '\n').encode())
    c.close()
