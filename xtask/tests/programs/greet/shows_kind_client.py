# Objects in JSON behind their lengths, of which the client shows what kind they are

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

with socket.create_connection(('127.0.0.1', 12345)) as s:
    print('server says', recv_msg(s)['type'])
    send_msg(s, {'type': 'ack', 'text': "It was \u201cnice\u201d talking to you"})
