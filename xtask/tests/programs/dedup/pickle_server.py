# Task 2 server: a pickled list in, a pickled set out
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
    print('connected with', addr)
    array = pickle.loads(c.recv(4096))
    print('array received', array)
    c.send(pickle.dumps(set(array)))
    c.close()
