# Task 1 server: reads a line, and greets without the end of one
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
listener = socket.create_server(('', port))
while True:
    connection, _ = listener.accept()
    with connection, connection.makefile('rw') as both:
        both.write('Thank you for connecting')
        both.flush()
        print('the client says', both.readline(), flush=True)
