# Task 2 server: answers with a JSON object that holds the unique numbers and the duplicates
import json
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(1)
while True:
    c, addr = s.accept()
    numbers = json.loads(c.recv(2048).decode())["numbers"]
    unique = []
    duplicates = []
    for x in numbers:
        if x not in unique:
            unique.append(x)
        elif x not in duplicates:
            duplicates.append(x)
    c.send(json.dumps({"unique": unique, "duplicates": duplicates}).encode())
    c.close()
