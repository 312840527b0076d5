# One line of JSON in, one out; a client that leaves early is not its end
import json
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    f = c.makefile('rw')
    line = f.readline()
    if line:
        f.write(json.dumps(list(dict.fromkeys(json.loads(line)))) + '\n')
        f.flush()
    f.close()
    c.close()
