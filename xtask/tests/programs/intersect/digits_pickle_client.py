# Pickles behind their lengths in digits; the common numbers in a sentence

import socket, pickle, random

s = socket.socket()
s.connect(('localhost', 12345))
mine = [100, 3] + [random.randint(1, 100) for _ in range(23)]
out = pickle.dumps(mine)
s.send(bytes("%-10d" % len(out), 'utf-8') + out)
header = b''
while len(header) < 10:
    header += s.recv(10 - len(header))
need = int(header)
data = b''
while len(data) < need:
    data += s.recv(need - len(data))
common = pickle.loads(data)
if common:
    print("We have", len(common), "numbers in common:", ", ".join(str(c) for c in common[:-1]), "and", common[-1])
else:
    print("nothing in common")
