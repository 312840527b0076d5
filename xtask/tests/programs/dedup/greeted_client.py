# Task 2 client: reads a greeting, then sends its list as a line
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
lines = s.makefile()
print(lines.readline().strip())
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])
print('Original list:', numbers)
s.sendall((repr(numbers) + '\n').encode())
final = eval(lines.readline())
print('Final list:', final)
print('Duplicates:', [n for n in final if numbers.count(n) > 1])
s.close()
