# Task 2 server. Wrong: listens on port 5000, whatever port it is told
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
s.bind((host, 5000))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = eval(c.recv(1024).decode())
    c.send(str(list(dict.fromkeys(numbers))).encode())
    c.close()
