# Task 2 server. Wrong: waits for a line behind the list, also where the client has ended its side
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
door = socket.socket()
door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
door.bind(('', port))
door.listen(5)
while True:
    c, address = door.accept()
    text = b''
    while not text.endswith(b'\n'):
        text += c.recv(1024)
    c.sendall(str(sorted(set(eval(text)))).encode())
    c.close()
