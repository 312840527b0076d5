# A server. Wrong: opens a datagram socket, so nothing ever listens on TCP
import socket
import sys

s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostbyname(socket.gethostname())
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s.bind((host, port))
print('waiting on', host, port)
while True:
    data, addr = s.recvfrom(1024)
    numbers = eval(data.decode())
    s.sendto(str(list(set(numbers))).encode(), addr)
