// SPDX-License-Identifier: MIT
// The base root file system that every node's own layer lies on: made once, kept in a cache.
#include "lab/fleet/base.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/embed.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/proc.h"
#include "lab/packages/sources.h"

#define MAKE_MS 900000
#define TRIM_MS 60000
#define SUITE "bookworm"

// share/lab, embedded.
extern const struct embedded lab_base_files[];

static const char packages[] =
    "--include=openssh-server,nftables,sudo,iproute2,python3-minimal,ca-certificates,systemd,"
    "systemd-sysv,dbus,iputils-ping,procps,xfsprogs,btrfs-progs,e2fsprogs,curl,cloud-init,cron";

// The lists stay: a node can install a package without fetching 80 MB of them first.
static const char *const options[] = { "--mode=root", "--variant=minbase", packages,
    "--skip=cleanup/apt/lists", "--dpkgopt=path-exclude=/usr/share/man/*",
    "--dpkgopt=path-exclude=/usr/share/doc/*", "--dpkgopt=path-exclude=/usr/share/locale/*",
    SUITE };

#define OPTIONS (sizeof options / sizeof *options)

struct making {
    const char *cache_dir;
    base_progress_fn *progress;
    void *user;
    char *done, *part, *tools; // the base, while it is made, and what it is made with
    struct buf said;           // by the running program, not yet a whole line
    char last[256];            // whole line it said
    struct op *program;        // that runs; NULL: none
    struct lct_err failure;
    int status;
    bool ended;
};

static void
making_done(struct making *m)
{
    free(m->done);
    free(m->part);
    free(m->tools);
    buf_done(&m->said);
}
OWN_STRUCT(making, struct making, making_done);

static void
tell(struct making *m, const char *text)
{
    if (m->progress)
        m->progress(m->user, text);
}

// Everything the base depends on.
static void
recipe_digest(const struct sources *sources, char out[static DIGEST_TEXT])
{
    _own_(buf) struct buf recipe = { 0 };

    for (size_t i = 0; i < OPTIONS; i++)
        buf_addf(&recipe, "%s\n", options[i]);
    buf_addf(&recipe, "%s\n%s\n", buf_str(&sources->lines), buf_str(&sources->stanzas));
    for (const struct embedded *f = lab_base_files; f->name; f++)
        buf_addf(&recipe, "%s\n%s\n", f->name, f->data);
    digest_text(recipe.data, recipe.len, out);
}

static void
output_take(void *user, int stream, const char *data, size_t n)
{
    struct making *m = user;

    for (size_t i = 0; i < n; i++) {
        if (data[i] != '\n') {
            if (m->said.len < sizeof m->last)
                buf_addc(&m->said, data[i]);
            continue;
        }
        snprintf(m->last, sizeof m->last, "%s", buf_str(&m->said));
        if (str_starts(m->last, "I: ") || str_starts(m->last, "E: "))
            tell(m, m->last + 3);
        buf_clear(&m->said);
    }
}

static void
program_ended(void *user, const struct lct_err *err, const struct proc_result *r)
{
    struct making *m = user;

    m->program = NULL;
    m->failure = *err;
    m->status = err->code ? 0 : r->status;
    m->ended = true;
}

static void
told_to_stop(void *user, int signo)
{
    struct making *m = user;

    op_cancel(m->program);
}

// To its end, or until this process is told to stop.
static void
program_wait(struct making *m, struct loop *l)
{
    struct sigwatch *term = sigwatch_start(l, SIGTERM, told_to_stop, m);
    struct sigwatch *interrupt = sigwatch_start(l, SIGINT, told_to_stop, m);

    loop_run(l, &m->ended);
    sigwatch_stop(term);
    sigwatch_stop(interrupt);
}

static int
program_run(struct making *m, char *const *argv, int64_t deadline_ms, struct lct_err *err)
{
    _own_(loop) struct loop *l = loop_new();

    m->ended = false;
    buf_clear(&m->said);
    m->program = proc_run(l,
        &(struct proc_spec){ .argv = argv,
            .deadline_ms = deadline_ms,
            .max_output = 4096,
            .on_output = output_take },
        program_ended, m);
    program_wait(m, l);
    if (m->failure.code == LCT_ECANCELLED)
        return lct_fail(err, LCT_ECANCELLED, "%s was told to stop", argv[0]);
    if (m->failure.code) {
        lct_fail(err, m->failure.code, "%s: %s", argv[0], m->failure.text);
        return lct_hint(err, "the lab's base needs mmdebstrap: apt-get install mmdebstrap");
    }
    if (m->status == 0)
        return LCT_OK;
    lct_fail(err, LCT_EFAILED, "%s ended with status %d: %s", argv[0], m->status, m->last);
    return lct_hint(err, "are this machine's apt sources reachable? try apt-get update");
}

static int
tools_write(struct making *m, const struct sources *sources, struct lct_err *err)
{
    int code = file_mkdirs(m->tools, 0755, err);

    for (const struct embedded *f = lab_base_files; !code && f->name; f++) {
        _own_(free) char *path = mem_printf("%s/%s", m->tools, f->name);
        code = file_write(path, f->data, f->size, 0755, err);
    }
    return code ? code : sources_write(sources, m->tools, err);
}

static int
debian_install(struct making *m, struct lct_err *err)
{
    char *argv[OPTIONS + 5], *copies[OPTIONS];
    _own_(free) char *lines = mem_printf("%s/base.list", m->tools);
    _own_(free) char *stanzas = mem_printf("%s/base.sources", m->tools);
    static char program[] = "mmdebstrap";
    size_t n = 0;
    int code;

    argv[n++] = program;
    for (size_t i = 0; i < OPTIONS; i++)
        argv[n++] = copies[i] = mem_strdup(options[i]);
    argv[n++] = m->part;
    if (file_exists(lines))
        argv[n++] = lines;
    if (file_exists(stanzas))
        argv[n++] = stanzas;
    argv[n] = NULL;
    code = program_run(m, argv, MAKE_MS, err);
    for (size_t i = 0; i < OPTIONS; i++)
        free(copies[i]);
    return code;
}

static int
trim(struct making *m, struct lct_err *err)
{
    static char shell[] = "sh";
    _own_(free) char *script = mem_printf("%s/trim.sh", m->tools);

    return program_run(m, (char *[]){ shell, script, m->part, NULL }, TRIM_MS, err);
}

static int
base_make(struct making *m, const struct sources *sources, struct lct_err *err)
{
    int code = file_remove_tree(m->part, err);

    tell(m, "making the base of all nodes, once");
    if (!code)
        code = tools_write(m, sources, err);
    if (!code)
        code = debian_install(m, err);
    if (!code)
        code = trim(m, err);
    if (!code && rename(m->part, m->done) < 0)
        code = lct_fail(err, LCT_EFAILED, "cannot rename %s: %s", m->part, strerror(errno));
    if (code)
        file_remove_tree(m->part, ERR_IGNORED);
    file_remove_tree(m->tools, ERR_IGNORED);
    return code ? lct_wrap(err, "making the nodes' base") : LCT_OK;
}

static void
remove_unless_held(const char *path)
{
    _own_(fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        file_remove_tree(path, ERR_IGNORED);
}

static void
old_remove(const struct making *m)
{
    DIR *dir = opendir(m->cache_dir);

    for (const struct dirent *e; dir && (e = readdir(dir));)
        if (str_starts(e->d_name, "base-")) {
            _own_(free) char *path = mem_printf("%s/%s", m->cache_dir, e->d_name);
            if (!str_eq(path, m->done))
                remove_unless_held(path);
        }
    if (dir)
        closedir(dir);
}

int
lab_base_ensure(
    const char *cache_dir, base_progress_fn *progress, void *user, char **ret, struct lct_err *err)
{
    _own_(making) struct making m = { .cache_dir = cache_dir, .progress = progress, .user = user };
    _own_(sources) struct sources sources = { 0 };
    _own_(free) char *lock_path = mem_printf("%s/base.lock", cache_dir);
    _own_(fd) int lock = -1;
    char digest[DIGEST_TEXT];
    int code = file_mkdirs(cache_dir, 0755, err);

    if (code)
        return code;
    sources_read(&sources, SUITE);
    recipe_digest(&sources, digest);
    m.done = mem_printf("%s/base-%.12s", cache_dir, digest);
    m.part = mem_printf("%s.part", m.done);
    m.tools = mem_printf("%s.tools", m.done);
    lock = open(lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0 || flock(lock, LOCK_EX) < 0) // another lab may be making it just now
        return lct_fail(err, LCT_EFAILED, "cannot lock %s: %s", lock_path, strerror(errno));
    if (!file_exists(m.done)) {
        code = base_make(&m, &sources, err);
        if (code)
            return code;
        old_remove(&m);
    }
    *ret = take(m.done);
    return LCT_OK;
}

int
lab_base_hold(const char *base_dir, struct lct_err *err)
{
    int fd = open(base_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) == 0)
        return LCT_OK; // until the process ends
    lct_fail(err, LCT_EFAILED, "cannot use the base %s: %s", base_dir, strerror(errno));
    if (fd >= 0)
        close(fd);
    return LCT_EFAILED;
}
