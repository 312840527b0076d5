# Greets, and then prints and sends all that a terminal and a report must not take at its word
import os
import socket
import sys

ESCAPES = b'\x1b]0;owned\x07\x1b[2J\x1b[35;7mPASS\x1b[0m \x9b31m \xff\xfe \x00 ]]> <script>&amp; \xe2\x80\xae \r'

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
s.recv(1024)
s.send(ESCAPES)
s.close()
os.write(1, ESCAPES + b'\n' + b'x' * 100000 + b'\n')
os.write(2, ESCAPES + b'\n' + ESCAPES + b'y' * 5000 + ESCAPES + b'\n')
sys.exit(1)
