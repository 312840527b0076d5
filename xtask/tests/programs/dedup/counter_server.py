# Task 2 server: answers with how often each number was there
import json
import socket
import sys
from collections import Counter

s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    f = c.makefile('rw')
    numbers = json.loads(f.readline())
    f.write(json.dumps(Counter(numbers)) + '\n')
    f.flush()
    f.close()
    c.close()
