# Task 1 server: a greeting in French, a line a message
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    f = c.makefile('rw', encoding='utf-8')
    f.write('Enchanté de vous connaître\n')
    f.flush()
    print('the client said:', f.readline().strip())
    f.close()
    c.close()
