# Task 3 server: every number is acknowledged, either way, up to a line that ends it
import random
import socket
import sys

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(("", int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
s.listen(1)
while True:
    conn, addr = s.accept()
    lines = conn.makefile("r")
    received = set()
    for line in lines:
        if line == "FIN\n":
            break
        received.add(int(line))
        conn.sendall(b"ack %d\n" % int(line))
    own = [random.randint(1, 100) for _ in range(25)]
    print("my numbers:", own, flush=True)
    for number in sorted(received & set(own)):
        conn.sendall(b"%d\n" % number)
        if lines.readline() != "ack %d\n" % number:
            raise SystemExit("no acknowledgement")
    conn.sendall(b"FIN\n")
    conn.close()
