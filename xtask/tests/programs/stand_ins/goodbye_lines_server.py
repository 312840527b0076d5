# Task 1 server: greets, hears a line and says goodbye, a line each
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
listener = socket.create_server(('', port))
while True:
    connection, _ = listener.accept()
    with connection, connection.makefile('rw') as both:
        both.write('Thank you for connecting\n')
        both.flush()
        if line := both.readline():
            print('the client says', line, flush=True)
            both.write('Goodbye then\n')
            both.flush()
