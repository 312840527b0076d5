# Objects in JSON behind their lengths, of which the server shows the text

import json, socket, struct

def send_msg(sock, obj):
    data = json.dumps(obj).encode()
    sock.sendall(struct.pack('>I', len(data)) + data)

def recv_exact(sock, n):
    buf = b''
    while len(buf) < n:
        part = sock.recv(n - len(buf))
        if not part:
            raise ConnectionError('peer went away')
        buf += part
    return buf

def recv_msg(sock):
    (n,) = struct.unpack('>I', recv_exact(sock, 4))
    return json.loads(recv_exact(sock, n))

srv = socket.create_server(('', 12345))
while True:
    conn, addr = srv.accept()
    with conn:
        send_msg(conn, {'type': 'greeting', 'text': 'Thank you for "connecting"\n'})
        reply = recv_msg(conn)
        print(addr[0], 'replied', reply['text'])
