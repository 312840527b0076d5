# Task 2 server: one loop round `select` for the listener and all clients, with a list for each client
import ast
import select
import socket
import sys

listener = socket.socket()
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
listener.bind(("", int(sys.argv[1])))
listener.listen(5)
clients = {}
while True:
    ready, _, _ = select.select([listener, *clients], [], [], 1.0)
    for sock in ready:
        if sock is listener:
            c, addr = listener.accept()
            clients[c] = b""
            continue
        data = sock.recv(4096)
        if not data:
            del clients[sock]
            sock.close()
            continue
        clients[sock] += data
        if clients[sock].endswith(b"]"):
            sock.sendall(str(list(dict.fromkeys(ast.literal_eval(clients[sock].decode())))).encode())
            clients[sock] = b""
