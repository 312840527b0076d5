# Task 2 server: port 5050 is written into both programs
import socket

s = socket.socket()
s.bind(('', 5050))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = eval(c.recv(1024).decode())
    c.send(str(list(dict.fromkeys(numbers))).encode())
    c.close()
