# Commands, and answers with a code before them, as FTP has them

import random
import socket

class DedupClient:
    def __init__(self, host, port):
        self.sock = socket.create_connection((host, port), timeout=5)
        self.file = self.sock.makefile("r")
        print("<<", self.file.readline().strip())

    def command(self, line):
        print(">>", line)
        self.sock.sendall(line.encode() + b"\r\n")
        answer = self.file.readline().strip()
        print("<<", answer)
        return answer

    def dedup(self, numbers):
        self.command("ADD " + " ".join(map(str, numbers)))
        return [int(x) for x in self.command("DEDUP").split()[1:]]

c = DedupClient("localhost", 12345)
c.command("HELO student")
numbers = [100, 3, 3] + [random.randrange(1, 101) for i in range(random.randrange(25, 97))]
final = c.dedup(numbers)
dups = list(numbers)
for f in final:
    dups.remove(f)
print("a. The final list of numbers:", *final)
print("b. The list of numbers that were identified as duplicates:", *dups)
c.command("QUIT")
