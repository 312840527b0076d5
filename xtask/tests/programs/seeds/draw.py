import os
import random
import time

print([random.randint(1, 100) for _ in range(random.randint(25, 100))])
print(random.Random().random(), random.SystemRandom().random(), repr(os.urandom(8)))
print(repr(time.time()), os.getpid(), hash('words'), id(object()))
