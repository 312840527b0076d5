# Task 2 server: a listener of its own for each client, whose port it tells on the first connection
import socket
import sys

s = socket.socket()
s.bind(("", int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
s.listen(1)
while True:
    c, addr = s.accept()
    side = socket.socket()
    side.bind(("", 0))
    side.listen(1)
    c.sendall(b"go to %d\n" % side.getsockname()[1])
    c.close()
    d, addr = side.accept()
    numbers = [int(word) for word in d.makefile().readline().split()]
    d.sendall((" ".join(map(str, dict.fromkeys(numbers))) + "\n").encode())
    print("answered", len(numbers))
    d.close()
    side.close()
