#!/usr/bin/python3
# Task 1 done minimally in Python 3: the client acknowledges

import socket               # Import socket module
import sys

s = socket.socket()         # Create a socket object
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname() # Get local machine name/for this example
ports = int(sys.argv[1]) if len(sys.argv) > 1 else 12345          # server port
portc = 32451               # client's own port for incoming connections (if any)
if len(sys.argv) == 1:
   s.bind((host, portc))
s.connect((host, ports))
print(s.recv(1024).decode())
s.send(b'It was nice talking to you')
s.close()                   # Close the socket when done
