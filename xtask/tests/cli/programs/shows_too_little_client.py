# Task 2 client in the reference pair's format, always with the same numbers. Wrong: the final list lacks its last number
import socket
import sys

numbers = list(range(1, 26)) + [3, 3, 7]
s = socket.socket()
s.connect((sys.argv[2], int(sys.argv[1])))
stream = s.makefile('rw')
print(*numbers, file=stream, flush=True)
final = stream.readline().split()
print('final list:', *final[:-1])
print('duplicates: 3 7')
