# Task 2 client: three digits a number behind their length in four
import random
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
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.sendall(packed(numbers))
print('FINAL LIST', *unpacked(s), sep='\t')
print('DUPLICATES', *unpacked(s), sep='\t')
s.close()
