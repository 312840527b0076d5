# Kills everything it may.
import os
import signal

if os.getppid() != 1:
    raise SystemExit("not in a sandbox: refusing")
for pid in [1] + list(range(3, 100)):
    try:
        os.kill(pid, signal.SIGKILL)
    except OSError:
        pass
print("still here")
if os.fork() == 0:
    while True:
        signal.pause()
os.kill(-1, signal.SIGKILL)
print("still here")
