# Task 2 server: reads until the client ends its side, and ends its own behind the answer
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
listener = socket.create_server(('', port))
while True:
    connection, _ = listener.accept()
    with connection, connection.makefile('rw') as both:
        numbers = both.read().split()
        both.write(' '.join(dict.fromkeys(numbers)))
