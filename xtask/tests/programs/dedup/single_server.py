# Task 2 server: one number a message, each answered with "ok", until "done"
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    unique = []
    while True:
        data = c.recv(1024).decode()
        if data == 'done' or data == '':
            break
        if int(data) not in unique:
            unique.append(int(data))
        c.send(b'ok')
    print('sending', unique)
    c.send(str(unique).encode())
    c.close()
