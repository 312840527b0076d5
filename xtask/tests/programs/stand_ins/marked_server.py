# Task 2 server: a mark ends each message; dashes between the numbers, a slash between the two lists
import socket
import sys

port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
listener = socket.create_server(('', port))
while True:
    connection, _ = listener.accept()
    text = ''
    while not text.endswith('!'):
        part = connection.recv(500).decode()
        if not part:
            break
        text += part
    else:
        numbers = text.rstrip('!').split('-')
        once = list(dict.fromkeys(numbers))
        again = [number for number in once if numbers.count(number) > 1]
        connection.sendall(('-'.join(once) + '/' + '-'.join(again) + '!').encode())
    connection.close()
