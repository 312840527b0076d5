# Task 2 server: `select` over all its sockets. Wrong: answers only when more comes
import select
import socket
import sys

door = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
door.bind((host, port))
door.listen(5)
talks = {}
while True:
    for s in select.select([door, *talks], [], [])[0]:
        if s is door:
            talks[door.accept()[0]] = b''
        elif talks[s]:
            s.sendall(str(sorted(set(eval(talks[s])))).encode())
        else:
            talks[s] = s.recv(1024)
