# Task 2 server: sends the text of a Python set; serves one client and ends
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.bind((host, port))
s.listen(1)
c, addr = s.accept()
print('Got connection from', addr)
data = c.recv(1024).decode()
numbers = set(eval(data))
print('Without duplicates:', numbers)
c.send(str(numbers).encode())
c.close()
s.close()
