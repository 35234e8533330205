// SPDX-License-Identifier: MIT
// cluster cp to the nodes: one archive, which each reads at its own pace and puts in place.
#include <stdlib.h>

#include "app/fanout/copying.h"
#include "app/fanout/pack.h"
#include "base/embed.h"
#include "base/mem.h"

#define AT_ONCE 64
#define SAID_MAX ((size_t)16 << 10)

extern const struct embedded copy_files[]; // "receive.sh"

struct sending {
    struct copying *copying;
    struct pack *pack;
    char *command;
    struct pack_cursor *cursors; // beside the runner's targets
};

static struct pack_cursor *
cursor_of(const struct sending *s, const struct target *t)
{
    return &s->cursors[t - t->runner->targets];
}

// What the node says because its input broke off is not why.
static ssize_t
on_input(void *user, char *data, size_t n)
{
    struct target *t = user;
    struct sending *s = t->runner->errand->user;

    return pack_read(cursor_of(s, t), data, n, &copied_of(s->copying, t)->err);
}

static bool
make_command(void *user, struct target *t, struct shell_command *c)
{
    struct sending *s = user;

    pack_leave(cursor_of(s, t));
    pack_rewind(cursor_of(s, t), s->pack);
    c->command = s->command;
    c->on_input = on_input;
    c->max_output = SAID_MAX;
    return true;
}

static void
command_ended(void *user, struct target *t, const struct lct_err *err, const struct shell_result *r)
{
    struct sending *s = user;
    struct copied *d = copied_of(s->copying, t);

    pack_leave(cursor_of(s, t));
    copied_note(d, err, r, 0);
    if (d->err.code)
        return;
    d->files = pack_files(s->pack);
    d->bytes = pack_bytes(s->pack);
}

// The script travels in the command: nothing of it stays on the node.
static char *
receive_command(const struct lct_copy_args *args)
{
    _own_(free) char *script = shell_quote(embed_find(copy_files, "receive.sh")->data);
    _own_(free) char *path = remote_path(args->to), *dest = shell_quote(path);

    return mem_printf(
        "exec sh -c %s receive.sh %s %s", script, dest, args->from[1] ? "folder" : "any");
}

int
copy_to_nodes(struct copying *c, struct lct_err *err)
{
    _own_(pack) struct pack *pack = NULL;
    _own_(free) char *command = receive_command(c->args);
    _own_(free) struct pack_cursor *cursors = mem_array(c->runner->n, sizeof *cursors);
    struct sending s = { c, NULL, command, cursors };
    const struct errand e = { .command = make_command,
        .ended = command_ended,
        .user = &s,
        .timeout_ms = c->args->timeout_ms,
        .at_once = AT_ONCE };

    if (pack_new(c->args->from, &pack, err) < 0)
        return err->code;
    s.pack = pack;
    for (size_t i = 0; i < c->runner->n; i++)
        pack_rewind(&cursors[i], pack);
    return runner_each(c->runner, &e, err);
}
