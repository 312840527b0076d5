# Sends numbers as common, of which only the client may have any

import socket, random
s = socket.socket()
s.bind((socket.gethostname(), 12345))
s.listen(5)
while True:
    c, addr = s.accept()
    c.sendall(b"Thank you for connecting\n")
    rd = c.makefile()
    print("client says:", rd.readline().rstrip())
    nums = [int(x) for x in rd.readline().split(",")]
    own = random.sample([n for n in range(1, 101) if n not in nums], 25)
    c.sendall(("server numbers: " + ",".join(map(str, own)) + "\n").encode())
    both = [7, 8]
    c.sendall(("common numbers: " + ",".join(map(str, both)) + "\n").encode())
    rd.close()
    c.close()
