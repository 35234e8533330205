// SPDX-License-Identifier: MIT
// Commits in the cache, each a bare repository of its own (git/COMMIT): fetched once, by exactly
// that commit, whose digest git compares with all that comes. Nothing is checked out.
#include "app/plans/git.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

#define PATIENCE_MS (5 * 60 * 1000)
#define WAIT_MS 10
#define FETCH_MAX ((int64_t)256 << 20) // bytes of a commit, as they are sent
#define SAID_MAX 65536
#define SHOWN 400 // of what it said

// ---- the program

// Nobody is asked anything, no file of the repository or of its hooks is run, and what a caller's
// git told its own children is not for this one.
static const char *const settings[] = { "LC_ALL=C", "GIT_TERMINAL_PROMPT=0",
    "GIT_ASKPASS=", "SSH_ASKPASS_REQUIRE=never", "GIT_NO_REPLACE_OBJECTS=1" };
static const char *const options[] = { "-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c",
    "maintenance.auto=false", "-c", "fetch.unpackLimit=1", "-c", "protocol.version=2",
    "--literal-pathspecs" };
#define N(array) (sizeof(array) / sizeof *(array))

static bool
is_passed_on(const char *variable)
{
    static const char *const of_git[] = { "GIT_SSH=", "GIT_SSH_COMMAND=", "GIT_SSH_VARIANT=",
        "GIT_SSL_", "GIT_PROXY_",
        "GIT_EXEC_PATH=", "GIT_CONFIG_GLOBAL=", "GIT_CONFIG_SYSTEM=", "GIT_CONFIG_NOSYSTEM=" };

    for (size_t i = 0; i < N(of_git); i++)
        if (str_starts(variable, of_git[i]))
            return true;
    return !str_starts(variable, "GIT_") && !str_starts(variable, "SSH_ASKPASS") &&
           !str_starts(variable, "LC_ALL=");
}

// What would let a plan of others have what the user may see.
static bool
identifies(const char *variable)
{
    return str_starts(variable, "HOME=") || str_starts(variable, "XDG_CONFIG_HOME=") ||
           str_starts(variable, "SSH_AUTH_SOCK=") || str_starts(variable, "GIT_SSL_CERT") ||
           str_starts(variable, "GIT_SSL_KEY") || str_starts(variable, "GIT_CONFIG_");
}

static const char *const *
environment_of(const struct git *g)
{
    const char *const *theirs = g->toolkit->environment;
    size_t n = 0, k = 0;

    while (theirs && theirs[n])
        n++;
    const char **all = arena_array(g->arena, n + N(settings) + 5, sizeof *all);
    for (size_t i = 0; i < n; i++)
        if (is_passed_on(theirs[i]) && !(g->foreign && identifies(theirs[i])))
            all[k++] = theirs[i];
    for (size_t i = 0; i < N(settings); i++)
        all[k++] = settings[i];
    all[k++] = g->foreign ? "GIT_ALLOW_PROTOCOL=https" : "GIT_ALLOW_PROTOCOL=https:ssh:file";
    if (g->foreign) {
        all[k++] = "HOME=/nonexistent";
        all[k++] = "GIT_CONFIG_GLOBAL=/dev/null";
        all[k++] = "GIT_CONFIG_NOSYSTEM=1";
    }
    all[k] = NULL;
    return all;
}

// Its words in one line.
static const char *
said_by(struct arena *a, int said)
{
    _own_(buf) struct buf text = { 0 };
    char *c;

    lseek(said, 0, SEEK_SET);
    file_read_fd(said, "its output", 2 * SAID_MAX, &text, ERR_IGNORED);
    char *line = str_trim(arena_strdup(a, buf_str(&text)));
    for (c = line; *c; c++)
        if (*c == '\n' || *c == '\r' || *c == '\t')
            *c = ' ';
    line = arena_strdup(a, git_shown(a, line));
    if (strlen(line) > SHOWN)
        line[SHOWN] = '\0';
    return *line ? line : "nothing";
}

// Bytes of what it has fetched so far.
static int64_t
fetched_of(const struct git *g)
{
    _own_(free) char *path = mem_printf("%s/objects/pack", g->dir);
    DIR *dir = opendir(path);
    struct stat st;
    int64_t bytes = 0;

    if (!dir)
        return 0;
    for (struct dirent *entry; (entry = readdir(dir));)
        if (fstatat(dirfd(dir), entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISREG(st.st_mode))
            bytes += st.st_size;
    closedir(dir);
    return bytes;
}

static bool
is_larger(int fd, int64_t most)
{
    struct stat st = { 0 };

    return fd >= 0 && (fstat(fd, &st) < 0 || st.st_size > most);
}

static int
wait_for(const struct git *g, const struct git_call *call, int said, pid_t pid, int *status,
    struct lct_err *err)
{
    for (int64_t waited = 0; !program_ended(g->toolkit, pid, status); waited += WAIT_MS) {
        if (program_pause(g->toolkit, WAIT_MS))
            lct_fail(err, LCT_ECANCELLED, "interrupted");
        else if (waited > g->patience_ms)
            lct_fail(err, LCT_EPLAN, "git takes longer than %d s", (int)(g->patience_ms / 1000));
        else if (is_larger(call->out, (int64_t)call->most) || is_larger(said, SAID_MAX))
            lct_fail(err, LCT_EPLAN, "git says more than may be");
        else if (call->fetches && fetched_of(g) > FETCH_MAX)
            lct_fail(err, LCT_EPLAN, "the commit is larger than %d MiB", (int)(FETCH_MAX >> 20));
        if (!err->code)
            continue;
        program_stop(g->toolkit, pid);
        return err->code;
    }
    return LCT_OK;
}

static const char *const *
argv_of(const struct git *g, const char *const *args)
{
    size_t n = 0, k = 0;

    while (args[n])
        n++;
    const char **argv = arena_array(g->arena, n + N(options) + 5, sizeof *argv);
    argv[k++] = "git";
    argv[k++] = arena_printf(g->arena, "--git-dir=%s", g->dir);
    for (size_t i = 0; i < N(options); i++)
        argv[k++] = options[i];
    for (size_t i = 0; i <= n; i++)
        argv[k++] = args[i];
    return argv;
}

int
git_run(const struct git *g, const struct git_call *call, struct lct_err *err)
{
    _own_(fd) int said = memfd_create("said", MFD_CLOEXEC);
    const struct lct_program program = { argv_of(g, call->args), g->environment,
        { call->in, call->out, said } };
    int status = 0;
    pid_t pid;

    if (said < 0)
        return lct_fail(err, LCT_EFAILED, "cannot keep what git says");
    if (program_start(g->toolkit, &program, &pid, err) < 0) {
        if (err->code != LCT_ENOTFOUND)
            return err->code;
        lct_fail(err, LCT_EFAILED, "the program git is not installed");
        return lct_hint(err, "apt-get install git, or the like");
    }
    if (wait_for(g, call, said, pid, &status, err) < 0)
        return err->code;
    if (status == 0)
        return LCT_OK;
    return lct_fail(err, LCT_EFAILED, "git says: %s", said_by(g->arena, said));
}

// ---- the cache

// git has it as its standard input, so that one who outlives us keeps others from its folder.
static int
lock(const struct git *g, const char *folder, int *ret, struct lct_err *err)
{
    const char *path = arena_printf(g->arena, "%s/lock", folder);

    *ret = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*ret < 0)
        return lct_fail(err, LCT_EFAILED, "cannot write %s", path);
    for (int64_t waited = 0; flock(*ret, LOCK_EX | LOCK_NB) < 0; waited += WAIT_MS) {
        if (program_pause(g->toolkit, WAIT_MS))
            return lct_fail(err, LCT_ECANCELLED, "interrupted");
        if (waited > g->patience_ms)
            return lct_fail(err, LCT_EFAILED, "others fetch by git all the time");
    }
    return LCT_OK;
}

static int
fetch_into(const struct git *g, int lock_fd, struct lct_err *err)
{
    const char *const init[] = { "init", "--quiet", "--bare", "--template=", NULL };
    const char *const fetch[] = { "fetch", "--quiet", "--depth=1", "--no-tags",
        "--no-recurse-submodules", "--no-write-fetch-head", "--", g->name.url, g->name.commit,
        NULL };
    const struct git_call make = { .args = init, .in = lock_fd, .out = -1 };
    const struct git_call come = { .args = fetch, .in = lock_fd, .out = -1, .fetches = true };

    if (git_run(g, &make, err) < 0)
        return err->code;
    if (git_run(g, &come, err) == LCT_OK)
        return LCT_OK;
    lct_wrap(err, "commit %.12s cannot be fetched", g->name.commit);
    return *err->hint
               ? err->code
               : lct_hint(err,
                     "git ls-remote %s tells whether the address is right, and you are let in",
                     g->name.url);
}

// What was begun before and not ended is of no use: made anew, and put in its place as a whole.
static int
fetch(const struct git *g, const char *folder, const char *place, struct lct_err *err)
{
    _own_(fd) int lock_fd = -1;
    struct git new = *g;

    new.dir = arena_printf(g->arena, "%s/new", folder);
    if (file_mkdirs(folder, 0700, err) < 0 || lock(g, folder, &lock_fd, err) < 0)
        return err->code;
    if (file_exists(place))
        return LCT_OK; // others were faster
    if (file_remove_tree(new.dir, err) < 0)
        return err->code;
    if (fetch_into(&new, lock_fd, err) < 0) {
        file_remove_tree(new.dir, ERR_IGNORED);
        return err->code;
    }
    if (rename(new.dir, place) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot make %s", place);
    return LCT_OK;
}

static int
check_reach(const struct lct_plan *p, const struct git *g, bool at_hand, struct lct_err *err)
{
    const char *url = g->name.url;

    if (g->foreign && !str_starts(url, "https://"))
        return lct_fail(err, LCT_EPLAN, "a plan from elsewhere names what is in git by https only");
    if (!p->offline || at_hand || str_starts(url, "file://"))
        return LCT_OK;
    lct_fail(err, LCT_EPLAN, "commit %.12s is not at hand, and no request is to be made",
        g->name.commit);
    return lct_hint(err, "read the plan once without --offline: then it is");
}

// The user named the plan's own commit himself, all else a plan of others did.
static bool
is_foreign(const struct lct_plan *p, struct arena *a, const struct git_name *name)
{
    struct git_name home;

    if (!p->base)
        return false;
    return !git_named(p->base) || git_name_read(a, p->base, &home, ERR_IGNORED) < 0 ||
           !str_eq(home.url, name->url) || !str_eq(home.commit, name->commit);
}

// The web's are apart: a plan of others does not see what the user may have fetched.
int
git_part_read(
    struct lct_plan *p, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    struct git g = { .toolkit = p->toolkit, .arena = a, .patience_ms = PATIENCE_MS };
    const char *folder;

    if (git_name_read(a, name, &g.name, err) < 0)
        return err->code;
    g.foreign = is_foreign(p, a, &g.name);
    folder = arena_printf(a, "%s/%s", p->toolkit->cache_dir, g.foreign ? "git-web" : "git");
    if (g.foreign)
        g.patience_ms = p->fetch_until - loop_now_ms(p->toolkit->loop);
    g.environment = environment_of(&g);
    g.dir = arena_printf(a, "%s/%s", folder, g.name.commit);
    const bool at_hand = file_exists(g.dir);
    if (check_reach(p, &g, at_hand, err) < 0 || (!at_hand && fetch(&g, folder, g.dir, err) < 0))
        return err->code;
    return git_tree_read(&g, name, ret, err);
}
