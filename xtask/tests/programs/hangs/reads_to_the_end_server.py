# Task 2 server: reads until the client has ended its side. Wrong for a client that does not
import socket
import sys

door = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
door.bind((host, port))
door.listen(5)
while True:
    c, address = door.accept()
    text = ''
    while True:
        part = c.recv(1024).decode()
        if not part:
            break
        text += part
    c.sendall(str(sorted(set(eval(text)))).encode())
    c.close()
