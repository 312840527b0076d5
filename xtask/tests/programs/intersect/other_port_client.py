# Task 3 client. Wrong: dials port 5005, whatever port it is told
import random
import socket

s = socket.socket()
s.connect((socket.gethostname(), 5005))
numbers = [20, 100, 3, 20] + [random.randint(1, 100) for i in range(21)]
print('Client list:', numbers)
s.send(str(numbers).encode())
print('Common numbers:', eval(s.recv(1024).decode()))
s.close()
