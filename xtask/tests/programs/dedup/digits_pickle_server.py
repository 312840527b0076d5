# Pickles behind their lengths in digits

import socket
import pickle

HEADERSIZE = 10

def recv_obj(sock):
    full_msg = b''
    new_msg = True
    while True:
        msg = sock.recv(4096)
        if not msg:
            return None
        full_msg += msg
        if new_msg and len(full_msg) >= HEADERSIZE:
            msglen = int(full_msg[:HEADERSIZE])
            new_msg = False
        if not new_msg and len(full_msg) - HEADERSIZE >= msglen:
            return pickle.loads(full_msg[HEADERSIZE:])

def send_obj(sock, obj):
    msg = pickle.dumps(obj)
    sock.send(bytes(f"{len(msg):<{HEADERSIZE}}", 'utf-8') + msg)

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((socket.gethostname(), 12345))
s.listen(5)
while True:
    clientsocket, address = s.accept()
    print(f"Connection from {address} has been established.")
    d = recv_obj(clientsocket)
    print(d)
    send_obj(clientsocket, {"final": sorted(set(d)), "dups": sorted(set([x for x in d if d.count(x) > 1]))})
    clientsocket.close()
