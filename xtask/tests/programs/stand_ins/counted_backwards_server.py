# Task 3: big-endian integers behind their count, both ways; what it cannot read it takes for an empty list. Wrong: the
# common numbers go from the largest to the smallest
import random
import socket
import struct
import sys

s = socket.socket()
s.bind((sys.argv[2], int(sys.argv[1])))
s.listen(5)
while True:
    c, addr = s.accept()
    mine = random.sample(range(1, 101), 25)
    print('Server list:', mine)
    head = c.recv(4, socket.MSG_WAITALL)
    if len(head) == 4:
        theirs = set()
        for i in range(struct.unpack('!i', head)[0]):
            number = c.recv(4, socket.MSG_WAITALL)
            if len(number) < 4:
                break
            theirs.add(struct.unpack('!i', number)[0])
        common = sorted(theirs & set(mine), reverse=True)
        c.sendall(struct.pack('!%di' % (len(common) + 1), len(common), *common))
    c.close()
