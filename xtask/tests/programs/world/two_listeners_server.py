# Task 2 server: listens for an administrator first, and for clients a little later
import socket
import sys
import threading
import time

def administer(door):
    while True:
        c, addr = door.accept()
        c.send(b"all is well\n")
        c.close()

other = socket.socket()
other.bind(("", 4000))
other.listen(5)
time.sleep(0.2)
s = socket.socket()
s.bind(("", int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
s.listen(5)
threading.Thread(target=administer, args=(other,), daemon=True).start()
while True:
    c, addr = s.accept()
    numbers = eval(c.recv(1024).decode())
    c.send(str(list(dict.fromkeys(numbers))).encode())
    c.close()
