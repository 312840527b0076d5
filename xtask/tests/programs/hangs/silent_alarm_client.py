# Task 2 client: begins when an alarm rings
import random
import signal
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.create_connection((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 100))]
signal.signal(signal.SIGALRM, lambda *_: s.sendall(str(numbers).encode()))
signal.setitimer(signal.ITIMER_REAL, 0.7)
print('Original list:', numbers)
answer = eval(s.recv(1024).decode())
print('Final list:', answer)
print('Duplicates:', sorted({n for n in numbers if numbers.count(n) > 1}))
