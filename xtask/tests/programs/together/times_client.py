# Task 2 client: shows how often each duplicate is there before the number: 2x17
import random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.sendall((' '.join(str(x) for x in numbers) + '\n').encode())
final = [int(word) for word in s.makefile().readline().split()]
print('Final list:', *final)
print('Duplicates:', ', '.join(f'{numbers.count(x)}x{x}' for x in final if numbers.count(x) > 1))
s.close()
