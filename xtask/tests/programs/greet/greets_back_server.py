# Task 1 server: greets whoever has said hello, and prints the acknowledgement
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('the client said:', c.recv(1024).decode())
    c.sendall(b'Thank you for connecting')
    print('the client said:', c.recv(1024).decode())
    c.close()
