# Task 2 client, wrong: takes no answer for an answer
import socket
import sys

while input('What is the password? ') != 'xyzzy':
    print('Try again.')
s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
