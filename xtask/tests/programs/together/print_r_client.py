# Task 2 client: shows its lists as `print_r` of PHP does: [0] => 17
import random
import socket
import sys

def print_r(numbers):
    print('Array\n(')
    for i, x in enumerate(numbers):
        print(f'    [{i}] => {x}')
    print(')\n')


s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(40, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.sendall((' '.join(str(x) for x in numbers) + '\n').encode())
final = [int(word) for word in s.makefile().readline().split()]
print_r(final)
print_r([x for x in final if numbers.count(x) > 1])
s.close()
