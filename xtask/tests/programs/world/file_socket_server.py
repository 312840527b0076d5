# Task 1 server, wrong: AF_UNIX is a socket of this machine's files
import socket

s = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
s.bind("/tmp/12345")
s.listen(5)
while True:
    c, addr = s.accept()
    c.send(b"Thank you for connecting")
    print(c.recv(1024).decode())
    c.close()
