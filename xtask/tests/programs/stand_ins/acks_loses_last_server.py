# Says `got it` to each number, and answers after the last. Wrong: loses the last number of the answer
import socket
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    numbers = []
    data = c.recv(1024).decode()
    while data != 'finished':
        numbers.append(int(data))
        c.send(b'got it')
        data = c.recv(1024).decode()
    unique = list(dict.fromkeys(numbers))
    c.send(' '.join(map(str, unique[:-1])).encode())
    c.close()
