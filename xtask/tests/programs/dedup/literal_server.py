# Reads a list up to its closing bracket

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
    c.close()
