# Leaves a daemon behind, in a session of its own, that keeps the terminal open; then ends.
import os
import signal

reader, writer = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        for number in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        os.write(writer, b"x")
        while True:
            signal.pause()
    os._exit(0)
os.read(reader, 1)
print("the daemon runs")
