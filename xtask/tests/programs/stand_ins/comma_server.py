# Numbers with commas in, numbers with commas out; a client that leaves early is not its end
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    data = c.recv(1024).decode()
    if data:
        numbers = [int(n) for n in data.split(',')]
        c.send(','.join(str(n) for n in sorted(set(numbers))).encode())
    c.close()
