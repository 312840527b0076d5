# Task 2 client: a list as CSV in an HTTP request, shown with the answer's headers
import random
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else 'localhost'
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
numbers = [random.randint(1, 100) for i in range(random.randint(25, 100))]
body = 'index,value\n' + ''.join('%d,%d\n' % row for row in enumerate(numbers))
s = socket.create_connection((host, port))
s.sendall(('POST /dedup HTTP/1.0\r\nContent-Length: %d\r\n\r\n%s' % (len(body), body)).encode())
head, answer = s.makefile(newline='').read().split('\r\n\r\n')
print(head.replace('\r', ''))
print('--- final list (csv) ---')
print(','.join(answer.split()[1:]))
print('--- duplicates (value,times) ---')
for v in sorted(set(numbers)):
    if numbers.count(v) > 1:
        print('%d,%d' % (v, numbers.count(v)))
s.close()
