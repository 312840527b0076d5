# Task 2 server: serves one client, and then waits for somebody to look at it, with its listener open
import ast
import socket
import sys
import threading

s = socket.socket()
s.bind(("", int(sys.argv[1])))
s.listen(1)
c, addr = s.accept()
c.send(str(list(dict.fromkeys(ast.literal_eval(c.recv(4096).decode())))).encode())
c.close()
threading.Event().wait()
