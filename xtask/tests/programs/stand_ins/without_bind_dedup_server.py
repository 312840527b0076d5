# Task 2, right but for `bind`, which is missing: the system chooses a port.

import socket

door = socket.socket()
door.listen(5)
while True:
    peer, _ = door.accept()
    numbers = eval(peer.recv(1024).decode())
    peer.send(str(list(dict.fromkeys(numbers))).encode())
    peer.close()
