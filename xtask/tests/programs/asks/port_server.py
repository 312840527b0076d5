# Task 2 server, right: asks for its port, and for Enter once it listens
import socket

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('', int(input('Port to listen on: '))))
s.listen(5)
input('Listening. Press Enter to wait for clients.')
while True:
    c, addr = s.accept()
    numbers = eval(c.recv(1024).decode())
    unique = []
    for x in numbers:
        if x not in unique:
            unique.append(x)
    c.send(str(unique).encode())
    c.close()
