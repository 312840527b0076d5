# Task 2 client: one byte a number and a zero behind the last; lists in rows of ten, and their names below them
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.connect((host, port))
nums = [random.randint(1, 100) for i in range(random.randint(25, 100))]
s.sendall(bytes(nums) + b'\x00')
size = s.recv(1)[0]
got = b''
while len(got) < size:
    got += s.recv(size - len(got))
s.close()


def show(seq, name):
    seq = list(seq)
    for i in range(0, len(seq), 10):
        print(''.join('%4d' % x for x in seq[i:i + 10]))
    print('^^^', name)


show(nums, 'what I generated')
show(got, 'final list from server')
show(sorted(x for x in set(nums) if nums.count(x) > 1), 'duplicated numbers')
