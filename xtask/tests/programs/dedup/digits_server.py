# Each message behind its length in digits, filled up with blanks

import socket
HEADER = 64
FORMAT = 'utf-8'
DISCONNECT_MESSAGE = "!DISCONNECT"
ADDR = ('', 12345)
server = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server.bind(ADDR)

def read(conn, n):
    out = b''
    while len(out) < n:
        p = conn.recv(n - len(out))
        if not p:
            return out
        out += p
    return out

def handle_client(conn, addr):
    print(f"[NEW CONNECTION] {addr} connected.")
    connected = True
    while connected:
        msg_length = read(conn, HEADER).decode(FORMAT)
        if msg_length:
            msg = read(conn, int(msg_length)).decode(FORMAT)
            if msg == DISCONNECT_MESSAGE:
                connected = False
                conn.send("Bye".encode(FORMAT))
                continue
            print(f"[{addr}] {msg}")
            unique = []
            for n in msg.split(','):
                if int(n) not in unique:
                    unique.append(int(n))
            conn.send((','.join(str(x) for x in unique) + ';').encode(FORMAT))
        else:
            break
    conn.close()

print("[STARTING] server is starting...")
server.listen()
print("[LISTENING] Server is listening on port 12345")
while True:
    conn, addr = server.accept()
    handle_client(conn, addr)
