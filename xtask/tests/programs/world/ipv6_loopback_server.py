# Task 2 server: `localhost` of IPv6 alone
import socket
import sys

s = socket.socket(socket.AF_INET6)
s.bind(("::1", int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = eval(c.recv(1024).decode())
    print('List received:', numbers)
    c.send(str(list(dict.fromkeys(numbers))).encode())
    c.close()
