# A list in, the list as it is out
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    data = c.recv(1024)
    if data:
        numbers = eval(data.decode())
        c.send(str(numbers + [7]).encode())
    c.close()
