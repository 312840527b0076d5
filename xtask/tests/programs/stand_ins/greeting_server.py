# Greets, shows the acknowledgement, and answers the list; a client that leaves early is not its end
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    c.send(b'Thank you for connecting')
    print(c.recv(1024).decode())
    data = c.recv(1024).decode()
    if data:
        numbers = eval(data)
        c.send(str(sorted(set(numbers))).encode())
    c.close()
