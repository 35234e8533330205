# SPDX-License-Identifier: MIT
# What root of a lab's node tries against the machine, call by call: name, and what came of it.
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
MOUNT, UMOUNT, FSOPEN, OPEN_TREE, FSPICK = 165, 166, 430, 428, 433
ADD_KEY, REQUEST_KEY, KEYCTL, SWAPON, BPF = 248, 249, 250, 167, 321
RDONLY, REMOUNT, BIND, REC, OLD = 1, 32, 4096, 16384, 0xC0ED0000
word = ctypes.c_char_p
number = ctypes.c_ulong


def attempt(name, call, *args):
    args = [word(a.encode()) if isinstance(a, str) else a for a in args]
    failed = libc.syscall(call, *args) < 0
    print(name + ":", os.strerror(ctypes.get_errno()) if failed else "done", flush=True)


os.makedirs("/mnt/q", exist_ok=True)
os.makedirs("/mnt/r", exist_ok=True)
for kind in ("proc", "sysfs", "cgroup", "debugfs", "tracefs", "securityfs", "bpf", "configfs", "efivarfs",
             "binfmt_misc", "devtmpfs", "pstore", "fusectl", "hugetlbfs", "9p", "virtiofs", "autofs", "proc.x"):
    attempt("new " + kind, MOUNT, "x", "/mnt/q", kind, number(0), None)
attempt("cgroup with memory", MOUNT, "x", "/mnt/q", "cgroup", number(0), word(b"memory"))
for flags in (OLD, OLD | 14, 0xFFFFFFFF00000000 | OLD):
    attempt("proc with flags %x" % flags, MOUNT, "x", "/mnt/q", "proc", number(flags), None)
attempt("fsopen", FSOPEN, "proc", number(0))
attempt("fspick", FSPICK, -100, "/proc", number(0))
attempt("bind /proc", MOUNT, "/proc", "/mnt/q", None, number(BIND), None)
attempt("clone /proc", OPEN_TREE, -100, "/proc", number(1))
attempt("bind all of /proc", MOUNT, "/proc", "/mnt/q", None, number(BIND | REC), None)
attempt("uncover in the copy", UMOUNT, "/mnt/q/sys", number(2))
attempt("write in the copy", MOUNT, None, "/mnt/q/sys", None, number(REMOUNT | BIND), None)
attempt("take the copy off", UMOUNT, "/mnt/q", number(2))
for path in ("/proc/sys", "/proc", "/sys", "/proc/irq", "/dev/console"):
    attempt("uncover " + path, UMOUNT, path, number(2))
for path in ("/proc/sys", "/sys"):
    attempt("write in " + path, MOUNT, None, path, None, number(REMOUNT | BIND), None)
for path in ("/proc", "/sys", "/dev/pts", "/dev/console"):
    attempt("change " + path, MOUNT, None, path, None, number(REMOUNT | RDONLY), None)
attempt("keyctl", KEYCTL, number(0), -3, number(1))
attempt("add_key", ADD_KEY, "user", "x", "y", number(1), -3)
attempt("request_key", REQUEST_KEY, "user", "x", None, -3)
attempt("swapon", SWAPON, "/root/file", number(0))
attempt("bpf", BPF, number(0), None, number(0))

# What a machine's root may do, he may do here.
with open("/root/file", "wb") as f:
    f.truncate(1 << 20)
for kind in ("ext4", "xfs", "btrfs"):  # the kernel's own word: a file is no disk
    attempt("disk as " + kind, MOUNT, "/root/file", "/mnt/r", kind, number(0), None)
place = os.open("/mnt/r", os.O_PATH)
attempt("tmpfs by descriptor", MOUNT, "x", "/proc/self/fd/%d" % place, "tmpfs", number(0), "size=1m")
os.makedirs("/mnt/r/u")
os.makedirs("/mnt/r/w")
attempt("smaller", MOUNT, None, "/mnt/r", None, number(REMOUNT), "size=64k")
os.chdir("/mnt/r")
attempt("overlay", MOUNT, "x", "../q", "overlay", number(0), "lowerdir=/etc,upperdir=u,workdir=w")
attempt("overlay off", UMOUNT, "/mnt/q", number(0))
fuse = os.open("/dev/fuse", os.O_RDWR)
attempt("fuse", MOUNT, "x", "/mnt/q", "fuse.x", number(0), "fd=%d,rootmode=40000,user_id=0,group_id=0" % fuse)
attempt("fuse off", UMOUNT, "/mnt/q", number(2))
attempt("mqueue", MOUNT, "x", "/mnt/q", "mqueue", number(0), None)
attempt("mqueue off", UMOUNT, "/mnt/q", number(0))
if os.fork() == 0:  # nobody without rights gets more by asking the supervisor
    os.setuid(65534)
    attempt("tmpfs as nobody", MOUNT, "x", "/mnt/q", "tmpfs", number(0), None)
    os._exit(0)
os.wait()
os.chdir("/")
attempt("off", UMOUNT, "/mnt/r", number(2))
