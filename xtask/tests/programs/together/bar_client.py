# Task 2 client: splits the answer at the bar
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.send(' '.join(str(x) for x in numbers).encode())
final, again = s.recv(4096).decode().split('|')
print('without repeats:', final)
print('repeated:', again)
s.close()
