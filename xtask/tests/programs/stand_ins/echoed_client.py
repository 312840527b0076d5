# Task 2 client: waits until each number has come back
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
for x in numbers:
    s.sendall(str(x).encode())
    if int(s.recv(1024)) != x:
        print('that is not what I said')
s.sendall(b'end')
print('unique list ->', s.recv(4096).decode())
s.sendall(b'and the others?')
print('duplicates ->', s.recv(4096).decode())
s.close()
