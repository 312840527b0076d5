#!/usr/bin/python3
# Task 1 done minimally in Python 3: the server shows the acknowledgement

import socket               # Import socket module
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)         # Create a socket object
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname()) # Get local machine name
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345          # Reserve a port for your service.
s.bind((host, port))        # Bind to the port

print('host ip', host)
s.listen(5)                 # Now wait for client connection.
while True:
   c, addr = s.accept()     # Establish connection with client.
   print('Got connection from', addr)
   c.send(b'Thank you for connecting')
   print(c.recv(1024).decode())
   c.close()                # Close the connection
