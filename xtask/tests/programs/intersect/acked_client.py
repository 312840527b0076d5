# Task 3 client: every number is acknowledged, either way, up to a line that ends it
import random
import socket
import sys

s = socket.create_connection((sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
lines = s.makefile("r")
for place in range(1, 26):
    number = random.randint(1, 100)
    s.sendall(b"%d\n" % number)
    print("%d: sent %d, got %s" % (place, number, lines.readline().strip()))
s.sendall(b"FIN\n")
common = []
for line in lines:
    if line == "FIN\n":
        break
    common.append(int(line))
    s.sendall(b"ack %d\n" % common[-1])
s.close()
print("In both, sorted:")
for number in common:
    print("   •", number)
print("that is", len(common), "in common")
