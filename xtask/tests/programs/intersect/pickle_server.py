# Task 3 server: pickle both ways; 50 is always among its own numbers
import pickle
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    clientList = pickle.loads(c.recv(4096))
    print('clientList', clientList)
    serverList = [50]
    for i in range(24):
        serverList.append(random.randint(1, 100))
    print('serverList', serverList)
    c.send(pickle.dumps(sorted(set(clientList) & set(serverList))))
    c.close()
