# Ignores every signal that can be ignored, and goes on for ever.
import signal

for number in range(1, signal.NSIG):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
print("ready")
while True:
    signal.pause()
