# Task 2 client: reads up to the mark that ends each message, and forgets it behind its own
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
numbers = [str(random.randint(1, 100)) for _ in range(random.randint(25, 100))]
s = socket.create_connection((host, port))
s.sendall('-'.join(numbers).encode())
text = ''
while not text.endswith('!'):
    part = s.recv(500).decode()
    if not part:
        raise SystemExit('the server hung up')
    text += part
once, again = text.rstrip('!').split('/')
print('each once:', once)
print('repeated:', again)
