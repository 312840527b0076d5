# Task 1 server: words behind a byte that counts theirs, both ways
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
listener = socket.create_server(('', port))
while True:
    connection, _ = listener.accept()
    with connection, connection.makefile('rb') as reader:
        greeting = b'Thank you for connecting'
        connection.sendall(bytes([len(greeting)]) + greeting)
        length = reader.read(1)[0]
        words = reader.read(length)
        if len(words) == length:
            print(words.decode(), flush=True)
