# Task 3, right but for `bind`, which is missing: the system chooses a port.

import random
import socket

door = socket.socket()
door.listen(5)
while True:
    peer, _ = door.accept()
    numbers = eval(peer.recv(1024).decode())
    mine = [100, 3, 20, 20] + [random.randint(1, 100) for i in range(21)]
    print("Server list:", mine, flush=True)
    peer.send(str(sorted(set(numbers) & set(mine))).encode())
    peer.close()
