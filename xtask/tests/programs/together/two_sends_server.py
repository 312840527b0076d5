# Task 2 server: each list in a send of its own, commas and nothing behind the last number
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = c.recv(4096).decode().split(',')
    final = list(dict.fromkeys(numbers))
    again = [x for x in final if numbers.count(x) > 1]
    c.send(','.join(final).encode())
    c.send(','.join(again).encode())
    c.close()
