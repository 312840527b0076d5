# Task 3 server: JSON both ways, 25 different numbers; 50 is always among them
import json
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '0.0.0.0'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(1)
while True:
    c, addr = s.accept()
    print("Connected to", addr)
    client_set = set(json.loads(c.recv(1024).decode()))
    server_set = {50}
    while len(server_set) < 25:
        server_set.add(random.randint(1, 100))
    print("Server set:", server_set)
    common = sorted(client_set.intersection(server_set))
    c.send(json.dumps(common).encode())
    c.close()
