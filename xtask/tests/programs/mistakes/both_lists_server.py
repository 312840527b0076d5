# Task 3 server. Wrong: puts one list behind the other
import random
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    numbers = eval(c.recv(1024).decode())
    mine = [100, 3, 20, 20] + [random.randint(1, 100) for i in range(21)]
    print('Server list:', mine)
    final = sorted(numbers + mine)
    c.send(str(final).encode())
    c.close()
