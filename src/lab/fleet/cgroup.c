// SPDX-License-Identifier: MIT
// The lab's control groups (cgroup2): one folder a lab, one below it a node.
#include "lab/fleet/cgroup.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <mntent.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "lab/block/loopdev.h"

#define LOAD_TRIES 100

OWN_POINTER(mounts, FILE, endmntent);

char *
cgroup_mount(void)
{
    _own_(mounts) FILE *mounts = setmntent("/proc/self/mounts", "re");
    const struct mntent *m;

    while (mounts && (m = getmntent(mounts)))
        if (str_eq(m->mnt_type, "cgroup2"))
            return mem_strdup(m->mnt_dir);
    return NULL;
}

// Processes that were killed with their namespace may be in it for a moment yet.
static int
remove_folder(const char *path)
{
    for (int tries = 0; rmdir(path) < 0 && errno != ENOENT; tries++) {
        if (errno != EBUSY || tries == 200)
            return -1;
        usleep(5000);
    }
    return 0;
}

int
cgroup_remove(const char *path, struct lct_err *err)
{
    DIR *dir = opendir(path);
    struct dirent *entry;

    while (dir && (entry = readdir(dir)))
        if (entry->d_type == DT_DIR && entry->d_name[0] != '.') {
            _own_(free) char *below = mem_printf("%s/%s", path, entry->d_name);
            cgroup_remove(below, ERR_IGNORED);
        }
    if (dir)
        closedir(dir);
    if (remove_folder(path) < 0)
        return lct_fail(
            err, LCT_EFAILED, "cannot remove the control group %s: %s", path, strerror(errno));
    return LCT_OK;
}

struct program {
    struct bpf_insn code[6 + 5 * GUARD_DEVICES + 32];
    uint32_t n;
};

static void
emit(struct program *p, uint8_t code, uint8_t dst, uint8_t src, int16_t offset, int32_t value)
{
    p->code[p->n++] = (struct bpf_insn){ code, dst & 0xfu, src & 0xfu, offset, value };
}

#define LOAD_WORD (BPF_LDX | BPF_MEM | BPF_W)
#define JUMP_UNEQUAL (BPF_JMP | BPF_JNE | BPF_K)
#define JUMP_ABOVE (BPF_JMP | BPF_JGT | BPF_K)
#define JUMP_BELOW (BPF_JMP | BPF_JLT | BPF_K)
#define MOVE_VALUE (BPF_ALU64 | BPF_MOV | BPF_K)

// r3 holds the major, r4 the minor: yields 1 (allowed) when both fit, else goes on behind.
static void
emit_allow(struct program *p, int32_t major, int32_t least, int32_t most)
{
    emit(p, JUMP_UNEQUAL, BPF_REG_3, 0, 4, major);
    emit(p, JUMP_BELOW, BPF_REG_4, 0, 3, least);
    emit(p, JUMP_ABOVE, BPF_REG_4, 0, 2, most);
    emit(p, MOVE_VALUE, BPF_REG_0, 0, 0, 1);
    emit(p, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

static void
emit_verdict(struct program *p, int32_t verdict)
{
    emit(p, MOVE_VALUE, BPF_REG_0, 0, 0, verdict);
    emit(p, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

// r2: the type.
static void
emit_begin(struct program *p)
{
    emit(p, LOAD_WORD, BPF_REG_2, BPF_REG_1, 0, 0); // access << 16 | type
    emit(p, LOAD_WORD, BPF_REG_3, BPF_REG_1, 4, 0);
    emit(p, LOAD_WORD, BPF_REG_4, BPF_REG_1, 8, 0);
    emit(p, BPF_ALU64 | BPF_AND | BPF_K, BPF_REG_2, 0, 0, 0xffff);
}

// Which loop devices these are, each node's own program says.
static void
program_write(struct program *p)
{
    emit_begin(p);
    emit(p, BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_2, 0, 7, BPF_DEVCG_DEV_CHAR);
    emit_allow(p, LOOPDEV_MAJOR, 0, INT32_MAX);
    emit_verdict(p, 0);
    emit_allow(p, 1, 3, 3);           // null
    emit_allow(p, 1, 5, 5);           // zero
    emit_allow(p, 1, 7, 9);           // full random urandom
    emit_allow(p, 5, 0, 2);           // tty console ptmx
    emit_allow(p, 136, 0, INT32_MAX); // pts
    emit_allow(p, 10, 200, 200);      // net/tun
    emit_allow(p, 10, 229, 229);      // fuse
    emit_verdict(p, 0);
}

static void
node_program_write(struct program *p, const unsigned *minors, size_t n)
{
    emit_begin(p);
    emit(p, BPF_JMP | BPF_JEQ | BPF_K, BPF_REG_2, 0, 2, BPF_DEVCG_DEV_BLOCK);
    emit_verdict(p, 1);
    for (size_t i = 0; i < n && i < GUARD_DEVICES; i++)
        emit_allow(p, LOOPDEV_MAJOR, (int32_t)minors[i], (int32_t)minors[i]);
    emit_verdict(p, 0);
}

static int
bpf(int command, union bpf_attr *attributes)
{
    return (int)syscall(SYS_bpf, command, attributes, sizeof *attributes);
}

// The kernel's verifier stops for a signal that is pending, of children that ended for instance,
// and wants to be asked anew.
static int
program_load(const struct program *program)
{
    union bpf_attr load = { .prog_type = BPF_PROG_TYPE_CGROUP_DEVICE,
        .insns = (uint64_t)(uintptr_t)program->code,
        .insn_cnt = program->n,
        .license = (uint64_t)(uintptr_t) "MIT" };
    int fd, tries = 0;

    do
        fd = bpf(BPF_PROG_LOAD, &load);
    while (fd < 0 && errno == EAGAIN && ++tries < LOAD_TRIES);
    return fd;
}

// In place of *held, unless that is -1; yields the descriptor of the new one there.
static int
program_attach(const char *path, const struct program *program, int *held, struct lct_err *err)
{
    _own_(fd) int group = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    _own_(fd) int loaded = program_load(program);
    union bpf_attr attach = { .target_fd = (uint32_t)group,
        .attach_bpf_fd = (uint32_t)loaded,
        .attach_type = BPF_CGROUP_DEVICE,
        .attach_flags = BPF_F_ALLOW_MULTI | (*held >= 0 ? BPF_F_REPLACE : 0) };

    if (*held >= 0)
        attach.replace_bpf_fd = (uint32_t)*held;
    if (group < 0 || loaded < 0 || bpf(BPF_PROG_ATTACH, &attach) < 0)
        return lct_fail(
            err, LCT_EFAILED, "cannot guard this machine's devices: %s", strerror(errno));
    if (*held >= 0)
        close(*held);
    *held = take_fd(&loaded);
    return LCT_OK;
}

int
cgroup_guard_devices(const char *path, struct lct_err *err)
{
    struct program program = { 0 };
    _own_(fd) int held = -1;

    program_write(&program);
    return program_attach(path, &program, &held, err);
}

int
cgroup_guard_node(
    const char *path, const unsigned *minors, size_t n, int *held, struct lct_err *err)
{
    struct program program = { 0 };

    node_program_write(&program, minors, n);
    return program_attach(path, &program, held, err);
}
