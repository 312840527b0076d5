# Task 2 server: a line each way, with semicolons between the numbers
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
listener = socket.create_server(('', port))
while True:
    connection, _ = listener.accept()
    with connection, connection.makefile('rw') as both:
        for line in both:
            both.write(';'.join(dict.fromkeys(line.strip().split(';'))) + '\n')
            both.flush()
