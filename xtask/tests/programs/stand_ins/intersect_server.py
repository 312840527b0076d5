# Task 3: a list in, the common numbers out, sorted; a client that leaves early is not its end
import random
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    mine = random.sample(range(1, 101), 25)
    print('Server list:', mine)
    data = c.recv(1024).decode()
    if data:
        c.send(str(sorted(set(eval(data)) & set(mine))).encode())
    c.close()
