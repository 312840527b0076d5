# Task 2 server in the reference pair's format: falls over a list in which no number is repeated
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    stream = s.accept()[0].makefile('rw')
    numbers = [int(word) for word in stream.readline().split()]
    print('most often:', max(n for n in numbers if numbers.count(n) > 1))
    print(*dict.fromkeys(numbers), file=stream, flush=True)
    stream.close()
