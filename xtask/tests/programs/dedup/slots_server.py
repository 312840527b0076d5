# Task 2 server: a number as text in each 16 bytes; what is new is sent back at once, while the client still sends
import socket
import sys

s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
host = sys.argv[2] if len(sys.argv) > 2 else ''
s.bind((host, int(sys.argv[1]) if len(sys.argv) > 1 else 12345))
s.listen(1)
c, address = s.accept()

seen = set()
while True:
    slot = c.recv(16, socket.MSG_WAITALL)
    if len(slot) < 16:
        break
    word = slot.rstrip(b'\0')
    if word not in seen:
        c.send(slot)
    seen.add(word)
    if word == b'stop':
        break
c.close()
