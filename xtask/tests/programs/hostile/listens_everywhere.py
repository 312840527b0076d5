# Listens on as many ports as it can.
import signal
import socket

sockets = []
try:
    for port in range(1024, 65536):
        s = socket.socket()
        s.bind(("", port))
        s.listen(1)
        sockets.append(s)
except OSError as error:
    print("%d ports, then: %s" % (len(sockets), error.strerror))
while True:
    signal.pause()
