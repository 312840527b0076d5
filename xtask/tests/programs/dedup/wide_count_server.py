# Task 2 server: one byte a number behind a count of two, and the answer so as well: each number once, then what was removed
import socket
import struct
import sys


def receive(conn, length):
    data = b""
    while len(data) < length:
        chunk = conn.recv(length - len(data))
        if not chunk:
            raise SystemExit("the client left")
        data += chunk
    return data


def packed(numbers):
    return struct.pack("!H%dB" % len(numbers), len(numbers), *numbers)


s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
s.listen(1)
while True:
    conn, addr = s.accept()
    unique, removed = [], []
    for number in receive(conn, struct.unpack("!H", receive(conn, 2))[0]):
        (removed if number in unique else unique).append(number)
    conn.sendall(packed(unique))
    conn.sendall(packed(removed))
    conn.close()
