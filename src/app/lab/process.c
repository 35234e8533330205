// SPDX-License-Identifier: MIT
// The process of the lab: whether it runs, which one it is, and its end. The lab holds a lock as
// long as it lives; a number in a file proves nothing.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/lab/lab.h"
#include "base/env.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/process.h"
#include "base/str.h"
#include "io/url.h"
#include "text/json.h"

#define STATUS_MAX (1u << 20)
#define STOP_MS 30000

char *
lab_state_dir(const struct lct *t)
{
    return env_folder(t->environment, "state", "lct-lab");
}

static int
none_runs(const char *dir, struct lct_err *err)
{
    return lct_fail(err, LCT_ENOTFOUND, "no lab runs in %s", dir);
}

// LCT_OK: somebody holds it.
static int
lock_look(const char *dir, struct lct_err *err)
{
    _own_(free) char *path = file_join(dir, "lab.lock");
    _own_(fd) int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0 && errno == ENOENT)
        return none_runs(dir, err);
    if (fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) == 0)
        return none_runs(dir, err);
    if (fd >= 0 && errno == EWOULDBLOCK)
        return LCT_OK;
    return lct_fail(err, LCT_EFAILED, "cannot look at %s: %s", path, strerror(errno));
}

// Of an earlier boot, its process cannot be there.
static bool
is_of_this_boot(const struct doc *status)
{
    char boot[BOOT_TEXT];

    return str_eq(doc_get_text(status, "boot", ""), process_boot(boot));
}

static bool
is_path(const struct doc *status, const char *key, const char *dir, const char *name)
{
    _own_(free) char *path = file_join(dir, name);
    const char *told = doc_get_text(status, key, NULL);

    return !told || str_eq(told, path);
}

// What it says is used as an address for its token, and as names of files.
static bool
is_plausible(const struct doc *status, const char *dir)
{
    const char *url = doc_get_text(status, "url", NULL);

    return (!url || (str_starts(url, "http://") && url_is_loopback(url) && !url_has_user(url))) &&
           is_path(status, "token_file", dir, "token") && is_path(status, "dial", dir, "dial.sock");
}

const struct doc *
lab_status_need(const struct lct *t, struct arena *a, struct lct_err *err)
{
    _own_(free) char *dir = lab_state_dir(t);
    _own_(free) char *path = file_join(dir, "status.json");
    _own_(buf) struct buf text = { 0 };
    struct doc *d;

    if (lock_look(dir, err) < 0 || file_read(path, STATUS_MAX, &text, err) < 0 ||
        json_parse(a, buf_str(&text), text.len, STATUS_MAX, false, &d, err) < 0)
        return NULL;
    if (is_of_this_boot(d) && is_plausible(d, dir))
        return d;
    none_runs(dir, err);
    return NULL;
}

const struct doc *
lab_status_read(const struct lct *t, struct arena *a)
{
    return lab_status_need(t, a, ERR_IGNORED);
}

bool
lab_is_ready(const struct doc *status)
{
    return str_eq(doc_get_text(status, "state", NULL), "running");
}

// A descriptor of the process that wrote the status, and of no other that got its number; -1.
static int
process_open(const struct doc *status)
{
    pid_t pid = (pid_t)doc_get_int(status, "pid", 0);
    _own_(fd) int process = pid > 0 ? (int)syscall(SYS_pidfd_open, pid, 0) : -1;

    // The descriptor first: what has it now keeps the number.
    if (process < 0 || process_started(pid) != doc_get_int(status, "started", -2))
        return -1;
    return take_fd(&process);
}

int
lab_process_end(const struct doc *status, struct lct_err *err)
{
    pid_t pid = (pid_t)doc_get_int(status, "pid", 0);
    _own_(fd) int process = process_open(status);
    struct pollfd end = { .fd = process, .events = POLLIN };

    if (process < 0) {
        lct_fail(err, LCT_EFAILED,
            "a lab runs, but not as process %d: it cannot be stopped from here", (int)pid);
        return lct_hint(err, "it was started in another process namespace, or is about to end");
    }
    if (syscall(SYS_pidfd_send_signal, process, SIGTERM, NULL, 0) < 0 && errno != ESRCH)
        return lct_fail(err, LCT_EAUTH, "cannot stop the lab: %s", strerror(errno));
    while (poll(&end, 1, STOP_MS) < 0 && errno == EINTR)
        ;
    if (!end.revents)
        return lct_fail(err, LCT_EWAIT, "the lab (process %d) does not end", (int)pid);
    waitpid(pid, NULL, WNOHANG); // it may be our own child
    return LCT_OK;
}
