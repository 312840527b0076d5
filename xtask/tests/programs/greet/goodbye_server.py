# Task 1 server: greets, shows the acknowledgement and says goodbye; serves one client and ends
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345

serversocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
serversocket.bind((host, port))
serversocket.listen(1)
print("Server is listening on port", port)

clientsocket, address = serversocket.accept()
print("Connected to", address[0], "port", address[1])
clientsocket.send("Hello client, welcome to the server!".encode())
message = clientsocket.recv(1024).decode()
print("Message from client:", message)
clientsocket.send("Goodbye".encode())
clientsocket.close()
serversocket.close()
