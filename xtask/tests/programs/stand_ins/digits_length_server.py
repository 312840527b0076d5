# Task 2 server: texts behind their length in four digits, both ways
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
listener = socket.create_server(('', port))
while True:
    connection, _ = listener.accept()
    with connection, connection.makefile('rb') as reader:
        numbers = reader.read(int(reader.read(4))).split()
        text = b' '.join(dict.fromkeys(numbers))
        connection.sendall(b'%04d' % len(text) + text)
