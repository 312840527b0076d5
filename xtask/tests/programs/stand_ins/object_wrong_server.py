# A JSON object in, a JSON object out, whose first list lacks a number
import json
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = json.loads(c.recv(2048).decode())["numbers"]
    duplicates = sorted(n for n in set(numbers) if numbers.count(n) > 1)
    c.send(json.dumps({"unique": sorted(set(numbers))[1:], "duplicates": duplicates}).encode())
    c.close()
