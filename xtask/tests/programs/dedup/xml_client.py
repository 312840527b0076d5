# Task 2 client: XML by hand, an element for each number
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else '127.0.0.1'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.connect((host, port))
n = random.randint(25, 97)
numbers = [100, 3, 3] + [random.randint(1, 100) for i in range(n)]
s.sendall(('<list>' + ''.join('<n>%d</n>' % x for x in numbers) + '</list>').encode())
text = ''
while '</r>' not in text:
    text += s.recv(1024).decode()
unique, dups = text.split('</u>')
print('final list is', *[x.split('<')[0] for x in unique.split('<n>')[1:]])
print('duplicates are', *[x.split('<')[0] for x in dups.split('<n>')[1:]])
s.close()
