# Task 2 client: wakes the server with an urgent byte, which is no part of the stream, and sends its list as a line
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])
s.send(b'7', socket.MSG_OOB)
s.sendall((' '.join(map(str, numbers)) + '\n').encode())
final = [int(word) for word in s.makefile().readline().split()]
duplicates = list(numbers)
for n in final:
    duplicates.remove(n)
print('Original list:', *numbers)
print('Final list:', *final)
print('Duplicates:', *duplicates)
s.close()
