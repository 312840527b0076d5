# Task 2 client: one byte a number behind a count of two
import random
import socket
import struct
import sys


def receive(s, length):
    data = b""
    while len(data) < length:
        chunk = s.recv(length - len(data))
        if not chunk:
            raise SystemExit("the server left")
        data += chunk
    return data


def unpacked(s):
    return list(receive(s, struct.unpack("!H", receive(s, 2))[0]))


numbers = [random.randint(1, 100) for _ in range(random.randint(26, 100))]
numbers.insert(7, numbers[0])  # so that there is always a repeat
del numbers[100:]
s = socket.create_connection((sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
s.sendall(struct.pack("!H%dB" % len(numbers), len(numbers), *numbers))
unique, removed = unpacked(s), unpacked(s)
s.close()
print("生成的数字", numbers)
print("去重后的列表", unique)
print("重复的数字", removed)
