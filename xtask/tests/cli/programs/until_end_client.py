# Task 2 client: sends numbers, ends what it says, and reads the answer then
import random
import socket
import sys

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
numbers = [random.randint(1, 100) for i in range(40)]
s.sendall(' '.join(map(str, numbers)).encode())
s.shutdown(socket.SHUT_WR)
print('Final list:', s.makefile().read().split())
