# Task 2 server: two arrays of 120 integers, one behind the other; what is not used is 0
import socket
import struct
import sys

SLOTS = struct.Struct('<120h')


def padded(numbers):
    return SLOTS.pack(*numbers, *[0] * (120 - len(numbers)))


def taken(stream):
    return [x for x in SLOTS.unpack(stream.read(SLOTS.size)) if x]


s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = taken(c.makefile('rb'))
    final = list(dict.fromkeys(numbers))
    again = [x for x in final if numbers.count(x) > 1]
    c.sendall(padded(final) + padded(again))
    c.close()
