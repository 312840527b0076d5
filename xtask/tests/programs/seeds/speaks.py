# Becomes another program in Python, whose standard output is a connection: as `exec ... >/dev/tcp/HOST/PORT` does in a shell.
import os
import socket
import sys

connection = socket.socket()
connection.connect((sys.argv[1], int(sys.argv[2])))
os.dup2(connection.fileno(), 1)
os.execv(sys.executable, [sys.executable, sys.argv[3]])
