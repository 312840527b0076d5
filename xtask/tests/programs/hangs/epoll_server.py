# Task 2 server: `selectors` over all its sockets. Wrong: never answers
import selectors
import socket
import sys

door = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
door.bind((host, port))
door.listen(5)
selector = selectors.DefaultSelector()
selector.register(door, selectors.EVENT_READ)
while True:
    for key, events in selector.select():
        if key.fileobj is door:
            selector.register(door.accept()[0], selectors.EVENT_READ)
        else:
            print('List received:', key.fileobj.recv(1024))
