# Task 2 server: sends each number back as it comes. Wrong: loses all that are below 20
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = []
    while True:
        text = c.recv(1024).decode()
        if text == 'end':
            break
        numbers.append(int(text))
        c.sendall(text.encode())
    final = [x for x in dict.fromkeys(numbers) if x >= 20]
    again = [x for x in final if numbers.count(x) > 1]
    c.sendall(str(final).encode())
    c.recv(1024)
    c.sendall(str(again).encode())
    c.close()
