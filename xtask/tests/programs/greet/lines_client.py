# Task 1 client: one line a message, read up to its newline
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
f = s.makefile('rw')
print('the server said:')
print(f.readline().strip())
f.write('It was nice talking to you\n')
f.flush()
f.close()
s.close()
