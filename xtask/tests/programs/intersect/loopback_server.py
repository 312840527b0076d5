# Task 3 server, wrong: bound to its own machine's loopback address, where no neighbour reaches it
import random
import socket

mine = random.sample(range(1, 101), 25)
print('own numbers:', mine)
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind(('127.0.0.1', 12345))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = [int(word) for word in c.makefile().readline().split()]
    c.sendall((' '.join(str(n) for n in sorted(set(numbers) & set(mine))) + '\n').encode())
    c.close()
