# Answers and says that this was all

import socket, ast
s = socket.socket()
s.bind(('', 12345))
s.listen(5)
while True:
    c, a = s.accept()
    buf = ''
    while not buf.endswith(']'):
        buf += c.recv(1024).decode()
    l = ast.literal_eval(buf)
    print('Recieved', len(l), 'numbers')
    c.sendall(str(sorted(set(l))).encode())
    c.shutdown(socket.SHUT_WR)
    c.recv(1)
    c.close()
