# Task 3 client: dials the neighbour's machine
import random
import socket

numbers = random.sample(range(1, 101), 25)
print('numbers:', *numbers)
s = socket.create_connection(('192.168.7.20', 12345))
s.sendall((' '.join(map(str, numbers)) + '\n').encode())
print('common numbers:', s.makefile().readline())
s.close()
