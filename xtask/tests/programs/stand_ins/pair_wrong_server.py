# A pickled list in, a pickled pair out, whose first list lacks a number
import pickle
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = pickle.loads(c.recv(4096))
    duplicates = sorted(n for n in set(numbers) if numbers.count(n) > 1)
    c.send(pickle.dumps((sorted(set(numbers))[1:], duplicates)))
    c.close()
