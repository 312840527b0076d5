# A server. Wrong: listens, but accepts nobody
import socket
import sys
import time

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
print('listening on', port)
while True:
    time.sleep(1)
