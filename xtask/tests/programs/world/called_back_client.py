# Task 2 client: says where it listens, and gets its answer there
import random
import socket
import sys

own = socket.socket()
own.bind(("", 0))
own.listen(1)
s = socket.create_connection((sys.argv[2] if len(sys.argv) > 2 else "localhost", int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])
s.sendall(b"PORT %d\n" % own.getsockname()[1])
s.sendall((" ".join(map(str, numbers)) + "\n").encode())

back, addr = own.accept()
unique = [int(word) for word in back.makefile().readline().split()]
duplicates = list(numbers)
for x in unique:
    duplicates.remove(x)
print('Final list:', unique)
print('Duplicates:', duplicates)
s.close()
