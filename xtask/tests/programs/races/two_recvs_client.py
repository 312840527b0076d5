# Task 2 client: one recv for the final list, one for the duplicates
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])
print('Original list:', numbers)
s.sendall(repr(numbers).encode())
print('Final list:', eval(s.recv(2048).decode()))
print('Duplicates:', eval(s.recv(2048).decode()))
s.close()
