# Task 2 server: the count of the numbers, then the numbers, integers of 4 bytes in network order, but answers in the other byte order
import socket
import struct
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
listener = socket.create_server(('', port))
while True:
    connection, _ = listener.accept()
    with connection, connection.makefile('rb') as reader:
        (count,) = struct.unpack('!I', reader.read(4))
        numbers = struct.unpack('!%dI' % count, reader.read(4 * count))
        once = list(dict.fromkeys(numbers))
        connection.sendall(struct.pack('<%dI' % (1 + len(once)), len(once), *once))
