# Task 2 server: answers with two named lines; its repeats are always empty, because it looks for texts among numbers
import json
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    f = c.makefile('rw')
    final, repeats = [], []
    for n in json.loads(f.readline()):
        if n not in final:
            final.append(n)
        elif str(n) in final:
            repeats.append(n)
    for name, numbers in ('FINAL', final), ('DUPLICATES', repeats):
        f.write(name + '=' + ','.join(map(str, numbers)) + '\n')
    f.write('\n')
    f.flush()
    f.close()
    c.close()
