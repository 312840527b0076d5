# Task 2 client: port 5050 is written into both programs
import random
import socket

s = socket.socket()
s.connect((socket.gethostname(), 5050))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])
print('Numbers:', numbers)
s.send(str(numbers).encode())
print('Final list:', s.recv(1024).decode())
print('Duplicates:', sorted(set(n for n in numbers if numbers.count(n) > 1)))
s.close()
