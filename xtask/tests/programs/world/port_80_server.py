# Task 2 server: port 80, as on Windows and macOS everybody may
import socket

s = socket.socket()
s.bind(("", 80))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = eval(c.recv(1024).decode())
    print('List received:', numbers)
    c.send(str(list(dict.fromkeys(numbers))).encode())
    c.close()
