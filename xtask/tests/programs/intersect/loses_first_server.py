# Task 3 server. Wrong: starts at index 1 when it copies the result, so the smallest common number is lost
import random
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
print('host ip', host)
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    numbers = eval(c.recv(1024).decode())
    mine = [100, 3, 20, 20] + [random.randint(1, 100) for i in range(21)]
    print('Server list:', mine)
    both = sorted(set(numbers) & set(mine))
    common = []
    for i in range(1, len(both)):
        common.append(both[i])
    c.send(str(common).encode())
    c.close()
