# Task 2 client in the reference pair's format: its bound is one too low, so that 100 is never among its numbers
import random
import socket
import sys

numbers = [random.randint(1, 99) for i in range(random.randint(25, 100))]
numbers[-1] = numbers[0]
s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
stream = s.makefile('rw')
print(*numbers, file=stream, flush=True)
final = [int(word) for word in stream.readline().split()]
print('Final list:', final)
print('Duplicates:', [n for n in set(numbers) if numbers.count(n) > 1])
