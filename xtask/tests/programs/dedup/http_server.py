# Task 2 server: a list as CSV in an HTTP request, answered with HTTP
import csv
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    f = c.makefile('rw', newline='')
    length = 0
    line = f.readline()
    while line.strip():
        if line.startswith('Content-Length:'):
            length = int(line.split(':')[1])
        line = f.readline()
    rows = csv.DictReader(f.read(length).splitlines())
    unique = list(dict.fromkeys(row['value'] for row in rows))
    body = 'value\n' + '\n'.join(unique) + '\n'
    f.write('HTTP/1.0 200 OK\r\nContent-Type: text/csv\r\nContent-Length: %d\r\n\r\n%s' % (len(body), body))
    f.close()
    c.close()
