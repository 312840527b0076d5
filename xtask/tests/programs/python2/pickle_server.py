#!/usr/bin/python
# Task 2 server: a greeting, the acknowledgement, then a pickle of protocol 0 each way
import pickle
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
s.bind((host, int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
print 'host ip', host
s.listen(5)
while True:
    c, addr = s.accept()
    print 'Got connection from', addr
    c.send('Thank you for connecting')
    print c.recv(1024)
    c.send('Send your list')
    numbers = pickle.loads(c.recv(4096))
    print 'list received', numbers
    c.send(pickle.dumps(list(set(numbers))))
    c.close()
