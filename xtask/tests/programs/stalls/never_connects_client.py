# A client. Wrong: waits for something that never happens before it connects
import random
import socket
import sys
import time

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
numbers = []
while len(numbers) < 25:
    time.sleep(1)
print(numbers)
s.connect((host, port))
s.send(str(numbers).encode())
print('Common numbers:', s.recv(1024).decode())
s.close()
