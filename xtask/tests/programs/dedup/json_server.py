# Task 2 server: JSON both ways
import json
import socket
import sys

HOST = sys.argv[2] if len(sys.argv) > 2 else '0.0.0.0'
PORT = int(sys.argv[1]) if len(sys.argv) > 1 else 12345

sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
sock.bind((HOST, PORT))
sock.listen(1)
print("Server started, waiting for client...")
while True:
    conn, addr = sock.accept()
    print("Connection from:", addr)
    data = json.loads(conn.recv(4096).decode('utf-8'))
    result = sorted(set(data))
    print("Removed", len(data) - len(result), "duplicates")
    conn.send(json.dumps(result).encode('utf-8'))
    conn.close()
