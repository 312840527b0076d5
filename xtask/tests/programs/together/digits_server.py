# Task 2 server: three digits a number behind their length in four
import socket
import sys

def read(s, count):
    data = b''
    while len(data) < count:
        more = s.recv(count - len(data))
        if not more:
            break
        data += more
    return data


def packed(numbers):
    digits = ''.join('%03d' % x for x in numbers)
    return ('%04d' % len(digits) + digits).encode()


def unpacked(s):
    digits = read(s, int(read(s, 4))).decode()
    return [int(digits[i:i + 3]) for i in range(0, len(digits), 3)]


s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = unpacked(c)
    final, again = [], []
    for x in numbers:
        if x in final:
            again.append(x)
        else:
            final.append(x)
    c.sendall(packed(final))
    c.sendall(packed(again))
    c.close()
