# A pickled list in, a pickled pair of lists out; a client that leaves early is not its end
import pickle
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    data = c.recv(4096)
    if data:
        numbers = pickle.loads(data)
        c.send(pickle.dumps((sorted(set(numbers)), sorted(n for n in set(numbers) if numbers.count(n) > 1))))
    c.close()
