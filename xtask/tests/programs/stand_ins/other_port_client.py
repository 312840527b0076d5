# As right as can be, but the server listens on port 5005, and both have the port written into them
import random
import socket

s = socket.socket()
s.connect((socket.gethostname(), 5005))
numbers = [random.randint(1, 100) for i in range(40)]
numbers.append(numbers[0])
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
print('Final list:', final)
print('Duplicates:', [n for i, n in enumerate(numbers) if n in numbers[:i]])
s.close()
