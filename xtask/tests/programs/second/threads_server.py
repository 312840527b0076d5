# Task 2 server: a thread for each client, which ends its side and then waits for the client to close
import ast
import socket
import sys
import threading

log = []


def serve(c):
    numbers = ast.literal_eval(c.recv(4096).decode())
    log.append(numbers)
    print("So far", len(log), "clients with", sum(map(len, log)), "numbers", flush=True)
    c.sendall(str(list(dict.fromkeys(numbers))).encode())
    c.shutdown(socket.SHUT_WR)
    while c.recv(4096):
        pass
    c.close()


s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    threading.Thread(target=serve, args=(c,)).start()
