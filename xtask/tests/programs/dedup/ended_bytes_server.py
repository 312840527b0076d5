# Task 2 server: one byte a number up to a zero, answered with how many follow and the sorted bytes
import socket
import sys

host = sys.argv[2] if len(sys.argv) > 2 else ''
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.socket()
s.bind((host, port))
s.listen(5)
while True:
    c, addr = s.accept()
    nums = b''
    while not nums.endswith(b'\x00'):
        data = c.recv(50)
        if not data:
            break
        nums += data
    out = bytes(sorted(set(nums[:-1])))
    c.sendall(bytes([len(out)]) + out)
    c.close()
