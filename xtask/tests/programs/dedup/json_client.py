# Task 2 client: JSON both ways; finds the duplicates itself (every repeated value once)
import json
import random
import socket
import sys

HOST = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 12345

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.connect((HOST, PORT))
N = random.randint(25, 100)
print("N =", N)
data = [random.randint(1, 100) for _ in range(N - 1)]
data.append(data[0])            # so that there is always a repeat
sock.send(json.dumps(data).encode('utf-8'))

result = json.loads(sock.recv(4096).decode('utf-8'))
dups = sorted(set(x for x in data if data.count(x) > 1))
print("Deduplicated list from server:")
print(result)
print("Numbers identified as duplicates:")
print(dups)
sock.close()
