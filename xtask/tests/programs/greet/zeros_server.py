# Task 1 server, wrong: its message is two bytes of zero
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    c.sendall(bytes(2))
    print('the client said:', c.recv(1024))
    c.close()
