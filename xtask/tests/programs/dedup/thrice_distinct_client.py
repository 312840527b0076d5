# Task 2 client: every repeated value is one duplicate; one number comes three times
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 98))]
numbers = numbers + [numbers[0], numbers[0]]
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
print('Final list:', final)
duplicates = []
for x in final:
    if numbers.count(x) > 1:
        duplicates.append(x)
print('Duplicates:', duplicates)
s.close()
