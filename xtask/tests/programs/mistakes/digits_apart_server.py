# Task 2 server. Wrong: takes every digit for a number
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    print('Got connection from', addr)
    final = []
    for letter in c.recv(1024).decode():
        if letter.isdigit() and int(letter) not in final:
            final.append(int(letter))
    c.send(str(final).encode())
    c.close()
