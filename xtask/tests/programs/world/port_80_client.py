# Task 2 client: port 80, as on Windows and macOS everybody may
import random
import socket

s = socket.socket()
s.connect(("localhost", 80))

numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])
print('Original list:', numbers)
s.send(str(numbers).encode())

unique = eval(s.recv(1024).decode())
duplicates = list(numbers)
for x in unique:
    duplicates.remove(x)
print('Final list:', unique)
print('Duplicates:', duplicates)
s.close()
