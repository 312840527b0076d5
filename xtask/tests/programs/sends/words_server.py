# Task 2 server: numbers in a line, with blanks between them
import socket

s = socket.socket()
s.bind(('', 12345))
s.listen(5)
while True:
    c, address = s.accept()
    f = c.makefile('rw')
    numbers = f.readline().split()
    f.write(' '.join(dict.fromkeys(numbers)) + '\n')
    f.flush()
    f.close()
    c.close()
