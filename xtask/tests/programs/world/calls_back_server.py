# Task 2 server: answers on a connection of its own to the client, as FTP once did
import socket
import sys

s = socket.socket()
s.bind(("", int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
s.listen(1)
while True:
    c, addr = s.accept()
    words = c.makefile()
    port = int(words.readline().split()[1])
    numbers = [int(word) for word in words.readline().split()]
    back = socket.create_connection((addr[0], port))
    back.sendall((" ".join(map(str, dict.fromkeys(numbers))) + "\n").encode())
    back.close()
    c.close()
