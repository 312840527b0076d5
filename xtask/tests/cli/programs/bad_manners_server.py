# Greets with all that a terminal and a report must not take at its word, and shows nothing
import os
import socket
import sys

ESCAPES = b'\x1b]0;owned\x07\x1b[2J\x1b[35;7mPASS\x1b[0m \x9b31m \xff\xfe \x00 ]]> <script>&amp; \xe2\x80\xae \r'

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    c.send(ESCAPES)
    c.recv(1024)
    os.write(1, b'y' * 100000 + b'\x1b]0;owned\x07\n')
    c.close()
