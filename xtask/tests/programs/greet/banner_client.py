# Shows a banner line by line, indented

from socket import *
c = socket(AF_INET, SOCK_STREAM)
c.connect(('localhost', 12345))
rd = c.makefile()
for line in rd:
    if line == "\n":
        break
    print("   | " + line.strip())
c.sendall(b"it was nice talking to you\n")
c.close()
