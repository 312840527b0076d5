# Task 2 client. Wrong: acknowledges the greeting and crashes before it sends its list, for want of an import
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.connect((host, port))
print(s.recv(1024).decode())
s.send(b'It was nice talking to you')
print(s.recv(1024).decode())
numbers = [random.randint(1, 100) for i in range(random.randint(25, 100))]
s.send(str(numbers).encode())
final = eval(s.recv(1024).decode())
print('Final list:', final)
print('Duplicates:', [x for i, x in enumerate(numbers) if x in numbers[:i]])
s.close()
