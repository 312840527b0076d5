# Task 2 client: two arrays of 120 integers, up to their zeros
import random
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
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.sendall(padded(numbers))
answer = s.makefile('rb')
print('each once:', taken(answer))
print('more than once:', taken(answer))
s.close()
