# Task 1 client: shows the greeting, acknowledges in its own words and waits for the goodbye
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345

clientsocket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
clientsocket.connect((host, port))

greeting = clientsocket.recv(1024).decode()
print("Message from server:", greeting)
clientsocket.send("Thanks server, I got your message. It was nice to talk to you!".encode())
print("Server says:", clientsocket.recv(1024).decode())
clientsocket.close()
