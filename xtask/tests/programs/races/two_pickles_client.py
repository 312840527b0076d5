# Task 2 client: reads two pickles with one recv each. Races: loads drops the second, and the client waits for ever
import pickle
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
array = [random.randint(1, 100) for i in range(random.randint(25, 99))]
array.append(array[0])          # so that there is always a repeat
s.send(pickle.dumps(array))
print('unique numbers', pickle.loads(s.recv(4096)))
print('duplicates', pickle.loads(s.recv(4096)))
s.close()
