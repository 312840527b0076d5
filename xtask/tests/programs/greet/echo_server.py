# Task 1 server, wrong: has no greeting of its own, and sends back what it hears
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    said = c.recv(1024)
    while said:
        print('the client said:', said.decode())
        c.sendall(said)
        said = c.recv(1024)
    c.close()
