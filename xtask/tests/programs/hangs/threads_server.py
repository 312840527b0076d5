# Task 2 server: a thread for each client. Wrong: waits for a word behind the list
import socket
import sys
import threading

door = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
door.bind((host, port))
door.listen(5)
def serve(c):
    numbers = eval(c.recv(1024).decode())
    print(c.recv(1024))
    c.sendall(str(sorted(set(numbers))).encode())
    c.close()


while True:
    c, address = door.accept()
    threading.Thread(target=serve, args=(c,)).start()
