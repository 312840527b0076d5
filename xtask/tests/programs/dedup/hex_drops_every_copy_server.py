# Task 2 server: hexadecimal digits, and every copy is removed
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    line = c.makefile('rb').readline()
    nums = bytes.fromhex(line.decode())
    unique = [n for n in nums if nums.count(n) == 1]
    c.sendall(bytes(unique).hex(' ').encode() + b'\n')
    c.close()
