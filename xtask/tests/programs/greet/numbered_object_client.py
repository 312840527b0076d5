# Task 1 client: objects in JSON, a line each, with a number beside the words
import json
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((host, port))
f = s.makefile('rw')
print('the server said:', json.loads(f.readline())['msg'])
f.write(json.dumps({'kind': 'ack', 'seq': 1, 'msg': 'It was nice talking to you'}) + '\n')
f.flush()
f.close()
s.close()
