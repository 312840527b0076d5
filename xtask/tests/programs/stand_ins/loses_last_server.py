# Greets, reads the acknowledgement and the list, and answers without the last number
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    c.send(b'Welcome to the set server')
    print(c.recv(1024).decode())
    c.send(b'Which numbers?')
    numbers = eval(c.recv(1024).decode())
    unique = sorted(set(numbers))[:-1]
    c.send(('Result: %s' % unique).encode())
    c.close()
