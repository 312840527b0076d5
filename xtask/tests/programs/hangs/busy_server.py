# Task 2 server. Wrong: a loop without an end behind the list
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
door = socket.socket()
door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
door.bind(('', port))
door.listen(5)
while True:
    c, address = door.accept()
    numbers = c.recv(1024)
    index = 0
    while index < len(numbers):
        if numbers[index] == 0:
            index += 1
