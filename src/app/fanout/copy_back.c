// SPDX-License-Identifier: MIT
// cluster cp from the nodes: an archive of each, unpacked beside its place in DIR/NODE.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/fanout/copying.h"
#include "app/fanout/unpack.h"
#include "base/embed.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

#define AT_ONCE 64
#define SAID_MAX ((size_t)16 << 10)
#define STATUS_CHANGED 1 // send.sh's

extern const struct embedded copy_files[]; // "send.sh"

struct fetching {
    struct copying *copying;
    char *command, *top;      // of this source
    struct arrival *arrivals; // beside the runner's targets
};

// What arrives from one node.
struct arrival {
    char *stage; // folder that all is unpacked in; NULL: none
    int dir;     // DIR/NODE; -1: not open
    int staged;  // the stage
    struct unpack *unpack;
    struct lct_err err; // why the rest is not looked at
};

static struct arrival *
arrival_of(const struct fetching *f, const struct target *t)
{
    return &f->arrivals[t - t->runner->targets];
}

static void
arrival_done(struct arrival *a)
{
    if (a->unpack)
        unpack_free(a->unpack);
    if (a->staged >= 0)
        close(a->staged);
    if (a->dir >= 0)
        close(a->dir);
    if (a->stage)
        file_remove_tree(a->stage, ERR_IGNORED);
    free(a->stage);
    *a = (struct arrival){ .dir = -1, .staged = -1 };
}

static int
fail_errno(struct lct_err *err, const char *what, const char *path)
{
    return lct_fail(err, LCT_EFAILED, "cannot %s %s: %s", what, path, strerror(errno));
}

// A folder that is there already would have to be mixed with the new one, or go.
static int
check_place(const struct arrival *a, const char *top, const char *dir, struct lct_err *err)
{
    struct stat st;

    if (fstatat(a->dir, top, &st, AT_SYMLINK_NOFOLLOW) < 0 || !S_ISDIR(st.st_mode))
        return LCT_OK;
    return lct_fail(err, LCT_EEXISTS, "the folder %s/%s exists already", dir, top);
}

static int
prepare(struct arrival *a, const char *to, const char *node, const char *top, struct lct_err *err)
{
    _own_(free) char *dir = mem_printf("%s/%s", to, node);

    if (strchr(node, '/') || *node == '.')
        return lct_fail(err, LCT_EFAILED, "%s is no name of a folder", node);
    if (mkdir(dir, 0777) < 0 && errno != EEXIST)
        return fail_errno(err, "make the folder", dir);
    a->dir = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (a->dir < 0)
        return fail_errno(err, "open the folder", dir);
    if (check_place(a, top, dir, err) < 0)
        return err->code;
    a->stage = mem_printf("%s/.lct-cp.XXXXXX", dir);
    if (!mkdtemp(a->stage)) {
        free(take(a->stage));
        return fail_errno(err, "write in the folder", dir);
    }
    a->staged = open(a->stage, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (a->staged < 0)
        return fail_errno(err, "open the folder", a->stage);
    a->unpack = unpack_new(a->staged, top);
    return LCT_OK;
}

// Nothing more is taken of a node whose archive is bad: its command ends by itself, or by the
// deadline.
static void
on_output(void *user, int stream, const char *data, size_t n)
{
    struct target *t = user;
    struct fetching *f = t->runner->errand->user;
    struct arrival *a = arrival_of(f, t);

    if (stream != 1 || a->err.code || !a->unpack)
        return;
    if (unpack_feed(a->unpack, data, n, &a->err) < 0)
        op_cancel(t->op);
}

// Of which an earlier source came.
static bool
is_wanted(void *user, const struct target *t)
{
    const struct fetching *f = user;

    return !copied_of(f->copying, t)->err.code;
}

static bool
make_command(void *user, struct target *t, struct shell_command *c)
{
    struct fetching *f = user;
    struct arrival *a = arrival_of(f, t);
    struct copied *d = copied_of(f->copying, t);

    arrival_done(a);
    if (prepare(a, f->copying->args->to, t->name, f->top, &d->err) < 0) {
        arrival_done(a);
        return false;
    }
    c->command = f->command;
    c->on_output = on_output;
    c->max_output = SAID_MAX;
    return true;
}

static void
put_in_place(struct arrival *a, const char *top, struct copied *d)
{
    if (unpack_finish(a->unpack, &d->err) < 0)
        return;
    if (renameat(a->staged, top, a->dir, top) < 0) {
        fail_errno(&d->err, "put in place", top);
        return;
    }
    d->files += unpack_files(a->unpack);
    d->bytes += unpack_bytes(a->unpack);
}

// What a log looked like when it was read is worth having; that it is not all of it is told.
static void
note_changed(struct copied *d)
{
    const char *line = d->said ? d->said : "";

    lct_fail(&d->err, LCT_EFAILED, "it was copied, but changed meanwhile: %.*s",
        (int)strcspn(line, "\r\n"), line);
}

static void
command_ended(void *user, struct target *t, const struct lct_err *err, const struct shell_result *r)
{
    struct fetching *f = user;
    struct arrival *a = arrival_of(f, t);
    struct copied *d = copied_of(f->copying, t);

    if (a->err.code && !d->err.code)
        d->err = a->err;
    copied_note(d, err, r, STATUS_CHANGED);
    if (!d->err.code)
        put_in_place(a, f->top, d);
    if (!d->err.code && r->status == STATUS_CHANGED)
        note_changed(d);
    arrival_done(a);
}

// "/var/log/" is the folder "log" of "/var".
static int
split_source(const char *source, char **folder, char **top, struct lct_err *err)
{
    _own_(free) char *path = remote_path(source);
    size_t n = strlen(path);

    while (n > 1 && path[n - 1] == '/')
        path[--n] = '\0';
    char *slash = strrchr(path, '/');
    if (!slash[1] || str_eq(slash + 1, ".") || str_eq(slash + 1, ".."))
        return lct_fail(err, LCT_EUSAGE, "'%s' has no name to copy it by", source);
    *top = mem_strdup(slash + 1);
    slash[1] = '\0';
    *folder = mem_strdup(path);
    return LCT_OK;
}

static int
fetch(struct fetching *f, const char *source, struct lct_err *err)
{
    const struct errand e = { .wanted = is_wanted,
        .command = make_command,
        .ended = command_ended,
        .user = f,
        .timeout_ms = f->copying->args->timeout_ms,
        .at_once = AT_ONCE };
    _own_(free) char *folder = NULL, *top = NULL;

    if (split_source(source, &folder, &top, err) < 0)
        return err->code;
    _own_(free) char *quoted_folder = shell_quote(folder), *quoted = shell_quote(top);
    _own_(free) char *script = shell_quote(embed_find(copy_files, "send.sh")->data);
    _own_(free) char *command =
        mem_printf("exec sh -c %s send.sh %s %s", script, quoted_folder, quoted);
    f->command = command;
    f->top = top;
    return runner_each(f->copying->runner, &e, err);
}

// Wrong sources are found before the first is fetched.
static int
check_sources(const char *const *sources, struct lct_err *err)
{
    for (size_t i = 0; sources[i]; i++) {
        _own_(free) char *folder = NULL, *top = NULL;
        if (split_source(sources[i], &folder, &top, err) < 0)
            return err->code;
        for (size_t k = 0; k < i; k++) {
            _own_(free) char *other_folder = NULL, *other = NULL;
            split_source(sources[k], &other_folder, &other, err);
            if (str_eq(top, other))
                return lct_fail(err, LCT_EUSAGE, "two sources are named %s", top);
        }
    }
    return LCT_OK;
}

int
copy_from_nodes(struct copying *c, struct lct_err *err)
{
    _own_(free) struct arrival *arrivals = mem_array(c->runner->n, sizeof *arrivals);
    struct fetching f = { .copying = c, .arrivals = arrivals };

    for (size_t i = 0; i < c->runner->n; i++)
        arrivals[i].dir = arrivals[i].staged = -1;
    if (check_sources(c->args->from, err) < 0)
        return err->code;
    if (file_mkdirs(c->args->to, 0777, err) < 0)
        return err->code;
    for (const char *const *source = c->args->from; *source; source++)
        if (fetch(&f, *source, err) < 0)
            return err->code;
    return LCT_OK;
}
