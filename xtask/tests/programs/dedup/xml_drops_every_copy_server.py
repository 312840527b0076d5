# Task 2 server. Wrong: a number that comes twice is gone altogether
import re
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.bind((host, port))
s.listen(5)


def elements(numbers):
    return ''.join('<n>%d</n>' % x for x in numbers)


while True:
    c, addr = s.accept()
    text = ''
    while '</list>' not in text:
        text += c.recv(1024).decode()
    numbers = [int(x) for x in re.findall(r'<n>(\d+)</n>', text)]
    unique = [x for x in sorted(set(numbers)) if numbers.count(x) == 1]
    dups = sorted(x for x in set(numbers) if numbers.count(x) > 1)
    c.sendall(('<r><u>' + elements(unique) + '</u><d>' + elements(dups) + '</d></r>').encode())
    c.close()
