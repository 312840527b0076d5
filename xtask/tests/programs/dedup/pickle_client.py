# Task 2 client: pickle both ways; shows the duplicates as a table of counts
import pickle
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
array = []
for i in range(random.randint(25, 99)):
    array.append(random.randint(1, 100))
array.append(array[0])          # so that there is always a repeat
print('created array', array)
s.send(pickle.dumps(array))
filtered = pickle.loads(s.recv(4096))
counts = {}
for x in array:
    if array.count(x) > 1:
        counts[x] = array.count(x)
print('filtered array', filtered)
print('duplicates', counts)
s.close()
