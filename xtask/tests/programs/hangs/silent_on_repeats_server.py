# Task 2 server: answers each number that is new with a word, and forgets to answer one that it has had
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
listener = socket.create_server(('', port))
while True:
    connection, _ = listener.accept()
    with connection, connection.makefile('rw') as both:
        once = []
        for line in both:
            if line == 'DONE\n':
                both.write(' '.join(once) + '\n')
            elif line.strip() not in once:
                once.append(line.strip())
                both.write('NEW\n')
            both.flush()
