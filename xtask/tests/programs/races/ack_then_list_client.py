# Tasks 1 and 2: sends the acknowledgement and the list in two sends. Races: they may arrive as one
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
if len(sys.argv) == 1:
    s.bind((host, 32451))
s.connect((host, port))
print(s.recv(1024).decode())
s.send(b'It was nice talking to you!')
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
print('created array:', numbers)
s.send(str(numbers).encode())
result = eval(s.recv(1024).decode())
print('filtered array:', result)
for x in result:
    numbers.remove(x)
print('duplicate elements:', numbers)
s.close()
