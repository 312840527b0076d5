# Sends a pickled list, and takes a pickled pair: the final list and the duplicates
import pickle
import random
import socket
import sys

s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
numbers = [random.randint(1, 100) for i in range(40)]
numbers.append(numbers[0])
s.send(pickle.dumps(numbers))
final, duplicates = pickle.loads(s.recv(4096))
print('Final list:', final)
print('Duplicates:', duplicates)
s.close()
