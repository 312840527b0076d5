# Task 3 server. Wrong: goes through the client's list as text, digit by digit
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    text = c.recv(1024).decode()
    own = list(range(1, 10)) + [int(n) for n in text.strip('[]').split(',') if int(n) > 9][:16]
    own += list(range(60, 100))[:25 - len(own)]
    print('Server numbers:', own)
    common = [n for n in own if n < 10 and str(n) in text]
    c.send(str(sorted(set(common))).encode())
    c.close()
