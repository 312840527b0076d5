# Shows how many duplicates there are and not which

import socket, random
from collections import Counter
s = socket.socket()
s.connect(('localhost', 12345))
l = [100, 3, 3] + [random.randint(1,100) for x in range(random.randint(25,97))]
s.sendall(str(l).encode())
r = ''
while True:
    d = s.recv(1024)
    if not d: break
    r += d.decode()
print('Deduped:', r)
cnt = Counter(l)
print('Number of dups:', len(l) - len(cnt))
