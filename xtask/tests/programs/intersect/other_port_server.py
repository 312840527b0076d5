# Task 3 server. Wrong: listens on port 5000, whatever port it is told
import random
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
s.bind((host, 5000))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = eval(c.recv(1024).decode())
    mine = [100, 3, 20, 20] + [random.randint(1, 100) for i in range(21)]
    print('Server list:', mine)
    c.send(str(sorted(set(numbers) & set(mine))).encode())
    c.close()
