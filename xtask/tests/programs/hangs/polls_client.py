# Task 2 client. Wrong: asks again and again whether an answer has come, and never gives up
import random
import socket
import sys
import time

host = sys.argv[2] if len(sys.argv) > 2 else socket.gethostname()
port = int(sys.argv[1]) if len(sys.argv) > 1 else 12345
s = socket.create_connection((host, port))
numbers = [random.randint(1, 100) for i in range(random.randint(25, 100))]
s.sendall(str(numbers).encode())
s.setblocking(False)
while True:
    try:
        reply = s.recv(1024)
        break
    except BlockingIOError:
        time.sleep(0.01)
print('Final list:', eval(reply.decode()))
