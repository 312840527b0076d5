# Task 2 server: sends two pickles in two sends. Races: they may arrive as one
import pickle
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    array = pickle.loads(c.recv(4096))
    print('array received', array)
    unique = set(array)
    duplicates = [x for i, x in enumerate(array) if x in array[:i]]
    c.send(pickle.dumps(unique))
    c.send(pickle.dumps(duplicates))
