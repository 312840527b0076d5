# Task 2 server: a byte that counts the numbers, then a byte for each, both ways
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
listener = socket.create_server(('', port))
while True:
    connection, _ = listener.accept()
    with connection, connection.makefile('rb') as reader:
        count = reader.read(1)[0]
        numbers = reader.read(count)
        if len(numbers) == count:
            once = bytes(dict.fromkeys(numbers))
            connection.sendall(bytes([len(once)]) + once)
