# Task 1, right but for `bind`, which is missing: the system chooses a port.

import socket

door = socket.socket()
door.listen(5)
while True:
    peer, _ = door.accept()
    peer.send(b"Thank you for connecting")
    print("client says:", peer.recv(1024).decode(), flush=True)
    peer.close()
