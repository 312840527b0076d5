# Task 2 client: one byte a number behind a header of a magic number, a version and a count; does not show what it sent
import random
import socket
import struct
import sys

numbers = [random.randint(1, 100) for _ in range(random.randint(25, 99))]
numbers.insert(5, numbers[0])  # so that there is always a repeat
last = random.choice([n for n in range(1, 101) if n not in numbers])
numbers[-1] = last  # which comes only here
s = socket.create_connection((sys.argv[2] if len(sys.argv) > 2 else "127.0.0.1", int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
s.sendall(struct.pack("<HBB", 0xBEEF, 1, len(numbers)) + bytes(numbers))
answer = b""
while not answer.endswith(b"\n"):
    chunk = s.recv(64)
    if not chunk:
        break
    answer += chunk
s.close()
print("\033[1mFinal list\033[0m:", answer.decode().strip().replace(";", " "))
seen, repeated = set(), []
for n in numbers:
    if n in seen and n not in repeated:
        repeated.append(n)
    seen.add(n)
print("\033[1mDuplicates\033[0m:", *repeated)
