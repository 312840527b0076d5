# Writes where it should not: says where it could.
import os

places = ["/", "/etc", "/usr", "/usr/local", "/opt", "/dev", "/proc", "/proc/sys/kernel", "/var", "/root", "/home"]
for place in places:
    for attempt in (
        lambda: open(os.path.join(place, "intruder"), "w").close(),
        lambda: os.mkdir(os.path.join(place, "intruder")),
        lambda: os.chmod(place, 0o777),
    ):
        try:
            attempt()
            print("wrote to %s" % place)
        except OSError:
            pass
for path in ("/etc/passwd", "/etc/hosts", "/proc/sys/kernel/hostname", "/proc/sysrq-trigger", "/proc/1/oom_score_adj"):
    try:
        with open(path, "a") as file:
            file.write("x")
        print("wrote to %s" % path)
    except OSError:
        pass
print("done")
