# Task 3 client: prints the common numbers, and behind them what it thought on the way
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))

mine = [random.randint(1, 100) for i in range(25)]
print('My numbers:', mine)
s.send(str(mine).encode())
common = eval(s.recv(1024).decode())
print('Common numbers:', common)
print('the other way round:', common[::-1])
s.close()
