# A server. Wrong: binds and then waits without ever calling listen
import socket
import sys
import time

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
print('host ip', host)
print('waiting for a client')
while True:
    time.sleep(1)
