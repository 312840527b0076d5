# Pickles behind their lengths in digits; a thread a client

import socket, pickle, random, threading

def handle(conn, addr):
    data = b''
    header = b''
    while len(header) < 10:
        header += conn.recv(10 - len(header))
    need = int(header)
    while len(data) < need:
        data += conn.recv(need - len(data))
    theirs = pickle.loads(data)
    mine = [100, 3] + [random.randint(1, 100) for _ in range(23)]
    print("my list is", mine)
    common = sorted(set(mine) & set(theirs))
    out = pickle.dumps(common)
    conn.send(bytes("%-10d" % len(out), 'utf-8') + out)
    conn.close()

s = socket.socket()
s.bind(('', 12345))
s.listen(5)
while True:
    threading.Thread(target=handle, args=s.accept()).start()
