# Task 2 server. Wrong: both lists without the first number, unless it comes again
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    unique = []
    dups = []
    words = c.makefile().readline().split('-')
    for i in range(1, len(words)):
        word = words[i]
        if int(word) in unique:
            dups.append(int(word))
        else:
            unique.append(int(word))
    answer = 'Unique:' + '-'.join(map(str, unique)) + '|Dups:' + '-'.join(map(str, dups))
    c.sendall((answer + '\r\n').encode())
    c.close()
