# Task 2 client: takes what comes until the server closes for the answer
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.create_connection((host, port))
n = random.randint(25, 40)
numbers = [random.randint(1, 100) for i in range(n - 1)]
numbers.append(numbers[0])      # so that there is always a repeat
print('Original list:', numbers)
s.sendall(str(numbers).encode())

answer = b''
while True:
    part = s.recv(4096)
    if not part:
        break
    answer += part
print('Final list:', eval(answer.decode()))
