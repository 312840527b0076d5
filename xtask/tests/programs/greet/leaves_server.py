# Task 1 server, wrong: greets, closes and ends without reading a word
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
c, addr = s.accept()
c.sendall(b'Thank you for connecting\n')
c.close()
s.close()
