# Task 2 client: waits for an acknowledgement of each number, and has one
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
for x in numbers:
    s.sendall(str(x).encode())
    s.recv(16)
s.sendall(b'END')
for what in 'Final list:', 'Duplicates:':
    count = int(s.recv(16))
    s.sendall(b'ACK')
    answer = []
    for i in range(count):
        answer.append(int(s.recv(16)))
        s.sendall(b'ACK')
    print(what, answer)
s.close()
