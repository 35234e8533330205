// Who holds a lease: a process, named so that others can tell whether it still lives.
#include "app/holder.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/err.h"
#include "base/file.h"
#include "base/own.h"
#include "base/str.h"

#define ID_MAX 64

const char *
holder_who(struct arena *a)
{
    const char *user = getenv("USER");
    char host[256] = "?";

    gethostname(host, sizeof host - 1);
    return arena_printf(a, "%s@%s", str_empty(user) ? "root" : user, host);
}

// What process numbers mean here: this boot of this kernel, and the namespace of its processes.
static bool
numbers_id(char id[static ID_MAX])
{
    _own_(buf) struct buf boot = { 0 };
    char space[32];
    ssize_t n = readlink("/proc/self/ns/pid", space, sizeof space - 1);

    if (n < 0 || file_read("/proc/sys/kernel/random/boot_id", 256, &boot, ERR_IGNORED) < 0)
        return false;
    space[n] = '\0';
    snprintf(id, ID_MAX, "%.36s/%lu", buf_str(&boot),
        strtoul(space + strcspn(space, "0123456789"), NULL, 10));
    return true;
}

// When a process began, in ticks since the boot; 0: it ended, and waits for its parent; -1:
// unknown.
static int64_t
began(long pid)
{
    _own_(buf) struct buf text = { 0 };
    char path[64], state;
    long long ticks;
    const char *at;

    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    if (file_read(path, 4096, &text, ERR_IGNORED) < 0)
        return -1;
    at = strrchr(buf_str(&text), ')'); // its name may hold anything
    if (!at || sscanf(at,
                   ") %c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d "
                   "%*d %lld",
                   &state, &ticks) != 2)
        return -1;
    return state == 'Z' || state == 'X' ? 0 : ticks;
}

const char *
holder_new(struct arena *a)
{
    char id[ID_MAX] = "?", since[CLOCK_TEXT], unique[UUID_TEXT];

    numbers_id(id);
    return arena_printf(a, "%s, process %d since %s [%s %lld %.8s]", holder_who(a), (int)getpid(),
        clock_text(clock_real.wall_ms(&clock_real), since), id, (long long)began(getpid()),
        uuid_new(unique));
}

bool
holder_is_dead(const char *holder)
{
    char ours[ID_MAX], theirs[ID_MAX];
    const char *process = strstr(holder, ", process "), *mark = strrchr(holder, '[');
    long long ticks;
    int64_t now;
    long pid;

    if (!process || !mark || sscanf(mark, "[%63s %lld", theirs, &ticks) != 2 || !numbers_id(ours) ||
        !str_eq(ours, theirs))
        return false;
    pid = strtol(process + strlen(", process "), NULL, 10);
    if (pid <= 0)
        return false;
    if (kill((pid_t)pid, 0) < 0 && errno == ESRCH)
        return true;
    now = began(pid);
    return now >= 0 && now != ticks;
}
