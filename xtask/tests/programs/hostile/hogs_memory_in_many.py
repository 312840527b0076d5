# Takes all the memory that it gets, in many processes, each within its own limit.
import os
import signal

for _ in range(16):
    if os.fork() == 0:
        block = bytearray(b"x") * (24 << 20)
        while True:
            signal.pause()
while True:
    signal.pause()
