# Task 1 server: objects in JSON, a line each
import json
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    f = c.makefile('rw')
    f.write(json.dumps({'seq': 0, 'msg': 'Thank you for connecting'}) + '\n')
    f.flush()
    print('the client said:', json.loads(f.readline())['msg'])
    f.close()
    c.close()
