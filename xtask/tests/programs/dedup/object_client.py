# Task 2 client: sends a JSON object, shows the two lists of the object that comes back
import json
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 99))]
numbers.append(numbers[0])      # so that there is always a repeat
s.send(json.dumps({"numbers": numbers}).encode())
answer = json.loads(s.recv(2048).decode())
print("a. Final list :", ", ".join(str(x) for x in answer["unique"]))
print("b. Duplicates :", ", ".join(str(x) for x in answer["duplicates"]))
s.close()
