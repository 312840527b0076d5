# Task 2 server: sleeps before it answers, a part at a time
import socket
import sys
import time

door = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
door.bind((host, port))
door.listen(5)
while True:
    c, address = door.accept()
    numbers = eval(c.recv(1024).decode())
    time.sleep(0.6)
    c.sendall(str(sorted(set(numbers))).encode())
    time.sleep(0.6)
    c.close()
