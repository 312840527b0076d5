# Task 2 client: big-endian integers. Wrong: shows the reply without its first number, taken for a count
import random
import socket
import struct
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.sendall(struct.pack('>%di' % len(numbers), *numbers))
reply = s.recv(1024)
print('Numbers sent:', numbers)
print('Final list:', reply[4:])
print('Duplicates:', [x for i, x in enumerate(numbers) if x in numbers[:i]])
s.close()
