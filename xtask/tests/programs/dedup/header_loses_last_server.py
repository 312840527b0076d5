# Task 2 server: one byte a number behind a header of a magic number, a version and a count; answers in text, and forgets the last number
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


s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
s.listen(1)
while True:
    conn, addr = s.accept()
    magic, version, count = struct.unpack("<HBB", receive(conn, 4))
    if magic != 0xBEEF:
        raise SystemExit("this is not our protocol")
    numbers = list(receive(conn, count))
    conn.sendall(";".join(str(n) for n in dict.fromkeys(numbers[:-1])).encode() + b"\n")
    conn.close()
