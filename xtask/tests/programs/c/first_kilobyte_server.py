# Task 2 server. Wrong: reads 1024 bytes, and the rest of the list never
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    data = c.recv(1024).decode()
    final = list(dict.fromkeys(int(x) for x in data.split()))
    c.sendall('\n'.join('%14d' % x for x in final).encode())
    c.close()
