# Task 2 server in the reference pair's format: the range that it looks through ends before 100
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    stream = s.accept()[0].makefile('rw')
    numbers = [int(word) for word in stream.readline().split()]
    print(*[n for n in range(1, 100) if n in numbers], file=stream, flush=True)
    stream.close()
