# Tries to become almighty: in a user namespace of its own, by a setuid program, by mounting, by leaving the root.
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
names = {0x10000000: "user", 0x20000000: "pid", 0x40000000: "net", 0x00020000: "mount", 0x04000000: "uts"}
for flag, name in names.items():
    print("%s: %s" % (name, "made" if libc.unshare(flag) == 0 else "refused"))
print("mount: %s" % ("made" if libc.mount(b"x", b"/tmp", b"tmpfs", 0, None) == 0 else "refused"))
print("chroot: %s" % ("made" if libc.chroot(b"/tmp") == 0 else "refused"))
print("setuid: %s" % ("made" if libc.setuid(0) == 0 else "refused"))
print("ptrace: %s" % ("made" if libc.ptrace(16, 1, None, None) == 0 else "refused"))
status = open("/proc/self/status").read().split("\n")
print([line.split()[1] for line in status if line.startswith(("CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs"))])
