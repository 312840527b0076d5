# Task 1 server: a thread for each client takes a lock, and none gives it back
import socket
import sys
import threading

talking = threading.Lock()


def serve(c):
    talking.acquire()
    c.send(b"Thank you for connecting")
    print("Client says:", c.recv(1024).decode(), flush=True)
    c.close()


s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    threading.Thread(target=serve, args=(c,), daemon=True).start()
