# Arrays as they lie in memory, behind their lengths

import socket, random
from array import array
cli = socket.socket()
cli.connect(('127.0.0.1', 12345))
a = array('i', [random.randint(1, 100) for _ in range(random.randint(25, 100))])
raw = a.tobytes()
cli.sendall(len(raw).to_bytes(4, 'little') + raw)
size = int.from_bytes(cli.recv(4, socket.MSG_WAITALL), 'little')
b = array('i')
b.frombytes(cli.recv(size, socket.MSG_WAITALL))
print('sent    ', a)
print('received', b)
seen = set()
dup = array('i')
for x in a:
    if x in seen:
        dup.append(x)
    seen.add(x)
print('dups    ', dup)
