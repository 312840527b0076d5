# Task 3 client: pickle both ways; shows the common numbers separated by spaces
import pickle
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
clientList = [50]
for i in range(24):
    clientList.append(random.randint(1, 100))
s.send(pickle.dumps(clientList))
for x in pickle.loads(s.recv(4096)):
    print(x, end=' ')
print()
s.close()
