# Task 1 client in the reference pair's format. Wrong: with any seed but 1 it looks for ever whether it may end
import os
import socket
import sys
import time

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
stream = s.makefile('rw')
print('received:', stream.readline())
print('It was nice talking to you', file=stream, flush=True)
while os.environ['SOCKLAB_SEED'] != '1':
    time.sleep(0.05)
