# Task 2 client. Wrong: its counts of the duplicates begin at 1 and not at 0
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))

numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers += [numbers[0], numbers[1]]
s.send(str(numbers[-100:]).encode())
print('Final list:', s.recv(1024).decode())
numbers = numbers[-100:]
for n in sorted(set(numbers)):
    count = 1
    for other in numbers:
        if other == n:
            count += 1
    if count > 2:
        print(n, 'occurs', count, 'times')
s.close()
