# Task 1 server. Wrong: crashes on the acknowledgement, because it joins text and bytes
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345

serversocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serversocket.bind((host, port))
serversocket.listen(1)
while True:
    clientsocket, address = serversocket.accept()
    print("Connected to", address)
    clientsocket.send("Hello client, welcome to the server!".encode())
    message = clientsocket.recv(1024)
    print("Message from client: " + message)
    clientsocket.send("Goodbye".encode())
    clientsocket.close()
