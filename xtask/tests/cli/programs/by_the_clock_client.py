# Task 2 client: its numbers follow from a clock that no seed decides.
import random
import socket
import sys
import time

random.seed(time.perf_counter_ns())
numbers = [random.randint(1, 100) for _ in range(random.randint(25, 99))]
numbers.append(numbers[0])
s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
s.send(str(numbers).encode())
unique = eval(s.recv(1024).decode())
print("Final list:", unique)
print("Duplicates:", [x for i, x in enumerate(numbers) if x in numbers[:i]])
s.close()
