# Task 1 server, wrong: gives a text to sendall, which takes bytes
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    c.sendall('Thank you for connecting')
    print('the client said:', c.recv(1024))
    c.close()
