# Task 2 server: has an acknowledgement for each number, and waits for one. Wrong: loses the last number
import socket
import sys

s = socket.socket()
host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = []
    while True:
        text = c.recv(1024).decode()
        if text == 'END':
            break
        numbers.append(int(text))
        c.sendall(b'ACK')
    final = list(dict.fromkeys(numbers))[:-1]
    again = [x for x in dict.fromkeys(numbers) if numbers.count(x) > 1]
    for answer in final, again:
        for x in [len(answer)] + answer:
            c.sendall(str(x).encode())
            c.recv(16)
    c.close()
