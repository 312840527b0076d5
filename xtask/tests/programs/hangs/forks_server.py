# Task 2 server: a process for each client, and waits for it. Wrong: that one waits for a word behind the list
import os
import socket
import sys

door = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
door.bind((host, port))
door.listen(5)
while True:
    c, address = door.accept()
    if os.fork() == 0:
        numbers = eval(c.recv(1024).decode())
        print(c.recv(1024))
        c.sendall(str(sorted(set(numbers))).encode())
        os._exit(0)
    c.close()
    os.wait()
