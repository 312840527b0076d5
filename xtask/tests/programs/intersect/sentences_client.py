# Task 3 client: shows the sentences as they come; 41 is always among its numbers
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.connect((host, port))
nums = [random.randint(1, 100) for i in range(24)] + [41]
print('client has', nums)
s.sendall((' '.join(map(str, nums)) + '\n').encode())
for line in s.makefile():
    if line.startswith('That'):
        break
    print(line.strip())
s.close()
