# Task 2 server. Wrong: takes a lock that it has already
import socket
import sys
import threading

door = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
door.bind((host, port))
door.listen(5)
lock = threading.Lock()
while True:
    c, address = door.accept()
    with lock:
        numbers = eval(c.recv(1024).decode())
        with lock:
            c.sendall(str(sorted(set(numbers))).encode())
    c.close()
