# Starts as many processes as it can, each of which does the same. Harmless only where their number is limited.
import os
import resource
import time

limit = resource.getrlimit(resource.RLIMIT_NPROC)[0]
if not 0 < limit <= 200 or os.getppid() != 1:
    raise SystemExit("not in a sandbox: refusing")
while True:
    try:
        os.fork()
    except OSError:
        time.sleep(0.01)
