# Answers with two bare lists in two sends, the first without its last number
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = c.recv(4096).decode().split(',')
    unique = list(dict.fromkeys(numbers))
    c.send(','.join(unique[:-1]).encode())
    c.send(','.join(n for n in unique if numbers.count(n) > 1).encode())
    c.close()
