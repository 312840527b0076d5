# Shows both lists as the server sends them

import socket, random
s = socket.socket()
s.connect((socket.gethostname(), 12345))
rd = s.makefile()
print(rd.readline().rstrip())
s.sendall(b"It was nice talking to you\n")
nums = [random.randint(1, 100) for i in range(25)]
s.sendall((",".join(map(str, nums)) + "\n").encode())
print("client numbers: " + ",".join(map(str, nums)))
for line in rd:
    print(line.rstrip())
s.close()
