# Task 1 client: acknowledges as soon as it is connected, and reads the greeting afterwards
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
f = s.makefile('rw')
f.write('It was nice talking to you\n')
f.flush()
print('the server said:', f.readline().strip())
f.close()
s.close()
