# Task 1 server: one line a message, read up to its newline
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
print('waiting for a connection')
while True:
    c, addr = s.accept()
    f = c.makefile('rw')
    f.write('Thank you for connecting\n')
    f.flush()
    print('the client said:')
    print(f.readline().strip())
    f.close()
    c.close()
