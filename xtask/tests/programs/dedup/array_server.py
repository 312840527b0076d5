# Arrays as they lie in memory, behind their lengths

import socket
from array import array
srv = socket.socket()
srv.bind(('', 12345))
srv.listen()
while True:
    cli, peer = srv.accept()
    size = int.from_bytes(cli.recv(4, socket.MSG_WAITALL), 'little')
    a = array('i')
    a.frombytes(cli.recv(size, socket.MSG_WAITALL))
    b = array('i', sorted(set(a)))
    raw = b.tobytes()
    cli.sendall(len(raw).to_bytes(4, 'little') + raw)
    cli.close()
