# Dashes between the numbers and a point behind them

import random, socket
c = socket.socket()
c.settimeout(2)
c.connect(('localhost', 12345))
nums = [str(random.randint(1, 100)) for _ in range(random.randint(25, 100))]
c.sendall('-'.join(nums).encode() + b'.')
got = b''
try:
    while not got.endswith(b'.'):
        got += c.recv(512)
except socket.timeout:
    print('timed out')
final = got.decode()[:-1].split('-')
print('Final list of numbers : ' + '-'.join(final))
dup = sorted({n for n in nums if nums.count(n) > 1}, key=int)
print('Duplicate numbers     : ' + '-'.join(dup))
