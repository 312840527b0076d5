# Task 2 client: has a port of its own, as in the hand-out
import random
import socket
import sys

s = socket.socket()
s.bind(("", 32451))
s.connect((sys.argv[2], int(sys.argv[1])))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 100))]
numbers.append(numbers[0])
s.send(str(numbers).encode())
unique = eval(s.recv(1024).decode())
for x in unique:
    numbers.remove(x)
print("Final list:", unique)
print("Duplicates:", numbers)
s.close()
