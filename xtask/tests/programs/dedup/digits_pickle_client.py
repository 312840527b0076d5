# Pickles behind their lengths in digits

import socket
import pickle
import random

HEADERSIZE = 10

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((socket.gethostname(), 12345))
nums = [100, 3, 3]
for i in range(random.randint(25, 97)):
    nums.append(random.randint(1, 100))
msg = pickle.dumps(nums)
s.send(bytes(f"{len(msg):<{HEADERSIZE}}", 'utf-8') + msg)

full_msg = b''
new_msg = True
while True:
    msg = s.recv(4096)
    if not msg:
        break
    full_msg += msg
    if new_msg and len(full_msg) >= HEADERSIZE:
        print("new msg len:", full_msg[:HEADERSIZE])
        msglen = int(full_msg[:HEADERSIZE])
        new_msg = False
    if not new_msg and len(full_msg) - HEADERSIZE >= msglen:
        print("full msg recvd")
        d = pickle.loads(full_msg[HEADERSIZE:])
        print("Final list", d["final"])
        print("Duplicates", d["dups"])
        break
