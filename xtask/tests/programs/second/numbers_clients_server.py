# Task 1 server: greets each client with its number, which goes on from one to the next as it should
import socket
import sys

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", int(sys.argv[1])))
s.listen(5)
served = 0
while True:
    c, addr = s.accept()
    served += 1
    c.send(f"Thank you for connecting, you are client number {served}".encode())
    print(f"Client {served} says:", c.recv(1024).decode(), flush=True)
    c.close()
