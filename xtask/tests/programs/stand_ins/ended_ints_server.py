# Task 3 server: four bytes a number, and a nought behind the last; shows its own
import random
import socket
import struct
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
listener = socket.create_server(('', port))


def numbers_of(connection):
    while True:
        number = connection.recv(4, socket.MSG_WAITALL)
        if len(number) < 4 or number == b'\0\0\0\0':
            return
        yield struct.unpack('!i', number)[0]


while True:
    connection, _ = listener.accept()
    own = set(random.sample(range(1, 101), 25))
    print('mine:', *sorted(own), flush=True)
    common = sorted(own & set(numbers_of(connection)))
    connection.sendall(struct.pack('!%di' % (len(common) + 1), *common, 0))
    connection.close()
