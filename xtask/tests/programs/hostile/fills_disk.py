# Writes files until there is no space left, to every place it can, and goes on.
import os
import signal

block = b"x" * (1 << 20)
for folder in (".", "/tmp", "/dev/shm"):
    number = 0
    try:
        while True:
            with open(os.path.join(folder, "file%d" % number), "wb") as file:
                for _ in range(4):
                    file.write(block)
            number += 1
    except OSError as error:
        print("%s: %s" % (folder, error.strerror))
print("done")
while True:
    signal.pause()
