# Takes all the memory that it gets, in one process.
blocks = []
while True:
    blocks.append(bytearray(b"x") * (4 << 20))
