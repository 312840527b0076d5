# Task 2 server in the reference pair's format. Right
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    stream = s.accept()[0].makefile('rw')
    print(*dict.fromkeys(stream.readline().split()), file=stream, flush=True)
    stream.close()
