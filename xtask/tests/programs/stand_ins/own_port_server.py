# Serves only clients that call from the hand-out's port; port and address are written into it
import socket

s = socket.socket()
s.bind((socket.gethostbyname(socket.gethostname()), 12345))
s.listen(5)
while True:
    c, addr = s.accept()
    if addr[1] == 32451:
        c.send(b'Thank you for connecting')
        print(c.recv(1024).decode())
        data = c.recv(1024).decode()
        if data:
            c.send(str(sorted(set(eval(data)))).encode())
    c.close()
