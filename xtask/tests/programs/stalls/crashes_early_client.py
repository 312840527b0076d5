# Task 2 client. Wrong: crashes with a traceback before it connects, because it never imports random
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
numbers = [random.randint(1, 100) for i in range(random.randint(25, 100))]
s.connect((host, port))
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
print('Final list:', final)
print('Duplicates:', [x for i, x in enumerate(numbers) if x in numbers[:i]])
s.close()
