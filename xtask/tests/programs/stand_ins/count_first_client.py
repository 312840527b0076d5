# Sends the count, waits for "ok", sends the list; takes a count and a list
import random
import socket
import sys

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])
s.send(str(len(numbers)).encode())
assert s.recv(1024) == b'ok'
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
print('Final list:', final)
print('Duplicates:', [n for i, n in enumerate(numbers) if n in numbers[:i]])
s.close()
