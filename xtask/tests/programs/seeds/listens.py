# Takes all that one client says, and draws something itself.
import random
import socket
import sys

server = socket.socket()
server.bind(("", int(sys.argv[1])))
server.listen(1)
connection, address = server.accept()
print("from", address)
size = 0
while True:
    data = connection.recv(4096)
    if not data:
        break
    size += len(data)
print(size, "bytes;", random.random())
