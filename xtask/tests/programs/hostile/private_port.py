# Binds and connects as the hand-out's programs do, with everything hard-coded.
import socket

host = socket.gethostbyname(socket.gethostname())
for address in (host, "10.59.122.36"):
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    s.bind((address, 12345))
    s.listen(5)
    c = socket.socket()
    c.bind((socket.gethostname(), 32451))
    c.connect((address, 12345))
    print(s.accept()[1])
    c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")
    c.close()
    s.close()
