# Task 2 client: numbers separated by spaces; shows one number a line
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
numbers = []
for i in range(random.randint(25, 99)):
    numbers.append(str(random.randint(1, 100)))
numbers.append(numbers[0])      # so that there is always a repeat
s.send(' '.join(numbers).encode())
final = s.recv(1024).decode().split()
print('The final list of numbers is')
for x in final:
    print(x)
    numbers.remove(x)
print('The duplicates are')
for x in numbers:
    print(x)
s.close()
