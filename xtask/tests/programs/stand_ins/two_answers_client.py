# Sends its list, and takes the final list and then the duplicates
import random
import socket
import sys

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
numbers = [random.randint(1, 100) for i in range(40)]
numbers.append(numbers[0])
s.send(str(numbers).encode())
print('Final list:', eval(s.recv(1024).decode()))
print('Duplicates:', eval(s.recv(1024).decode()))
s.close()
