# Task 1 client. Right, but for a second in which it does nothing
import socket
import sys
import time

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
print(s.recv(1024).decode())
time.sleep(1)
s.send(b'It was nice talking to you')
s.close()
