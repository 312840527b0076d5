# Task 2 client: the list as Python text, and the end of its side behind it
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.create_connection((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 100))]
print('Original list:', numbers)
s.sendall(str(numbers).encode())
s.shutdown(socket.SHUT_WR)
answer = eval(s.recv(1024).decode())
print('Final list:', answer)
print('Duplicates:', sorted({n for n in numbers if numbers.count(n) > 1}))
