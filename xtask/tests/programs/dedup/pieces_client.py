# Shows what each recv returns, as Python shows bytes

import socket, random
s = socket.socket()
s.connect(('localhost', 12345))
l = [random.randint(1,100) for x in range(random.randint(25,100))]
s.sendall(str(l).encode())
while True:
    d = s.recv(64)
    if not d:
        break
    print(d)
print("duplicates", sorted(set(x for x in l if l.count(x) > 1)))
s.close()
