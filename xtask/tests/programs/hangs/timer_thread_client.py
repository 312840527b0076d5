# Task 2 client: a thread that sleeps sends the list
import random
import socket
import sys
import threading

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.create_connection((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 100))]
threading.Timer(0.7, lambda: s.sendall(str(numbers).encode())).start()
print('Original list:', numbers)
answer = eval(s.recv(1024).decode())
print('Final list:', answer)
print('Duplicates:', sorted({n for n in numbers if numbers.count(n) > 1}))
