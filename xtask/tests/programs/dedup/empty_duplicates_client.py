# Task 2 client. Wrong: takes for duplicates the numbers that the final list lacks, and that is none
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))

numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
duplicates = list(set(numbers) - set(final))
print('Final list:', final)
print('Duplicates:', duplicates)
s.close()
