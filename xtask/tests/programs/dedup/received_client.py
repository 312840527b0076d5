# Task 2 client. Wrong: prints what it received, and then loses the last number of the final list
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
answer = s.recv(1024).decode()
print('Received:', answer)
answer = eval(answer)
final = []
for i in range(len(answer) - 1):
    final.append(answer[i])
print('Final list:', final)
print('Duplicates:', [n for i, n in enumerate(numbers) if n in numbers[:i]])
s.close()
