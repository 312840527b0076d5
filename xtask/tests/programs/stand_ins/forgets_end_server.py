# Task 2 server: reads a number a line up to END, and forgets it behind its own answer
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
listener = socket.create_server(('', port))
while True:
    connection, _ = listener.accept()
    with connection, connection.makefile('rw') as both:
        numbers = []
        for line in both:
            if line != 'END\n':
                numbers.append(line)
                continue
            both.writelines(dict.fromkeys(numbers))
            both.flush()
