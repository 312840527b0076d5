import threading
import time

start = time.time()
rounds = 0
while time.time() < start + 1:
    rounds += 1
    time.sleep(0.005)
print('a loop ended')
before = time.perf_counter()
print(threading.Event().wait(0.2), 0.15 < time.perf_counter() - before < 60)
