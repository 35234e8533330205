// SPDX-License-Identifier: MIT
// plan new: a commented plan to begin with.
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/embed.h"
#include "base/file.h"
#include "base/own.h"
#include "cli/cmd/run.h"

#define MARK "@NAME@"
#define NAME_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"

extern const struct embedded starter_files[];

static void
fill_in(struct buf *out, const char *name)
{
    const char *at = embed_find(starter_files, "starter.yaml")->data, *mark;

    for (; (mark = strstr(at, MARK)) != NULL; at = mark + strlen(MARK)) {
        buf_add(out, at, (size_t)(mark - at));
        buf_adds(out, name);
    }
    buf_adds(out, at);
}

// Never over a file that is there.
int
write_new_file(const struct invocation *v, const char *path, const struct buf *text)
{
    struct lct_err err = { 0 };
    mode_t mask = umask(0);

    umask(mask);
    switch (file_write_new(path, text->data, text->len, 0666 & ~mask, &err)) {
    case LCT_OK:
        return 0;
    case LCT_EEXISTS:
        return tell_usage(v, "choose another name, or move it away", "%s is there already", path);
    default:
        return tell_error(v, &err);
    }
}

static int
write_plan(const struct invocation *v, const char *path, const struct buf *text)
{
    int status = write_new_file(v, path, text);

    return !status && v->json ? print_json_word("file", path) : status;
}

int
run_plan_new(struct invocation *v)
{
    const char *name = v->n_arguments ? v->arguments[0] : "web";
    _own_(buf) struct buf text = { 0 };
    size_t n = strlen(name);

    if (!n || n > 24 || name[strspn(name, NAME_CHARS)] || !strchr(NAME_CHARS, name[0]) ||
        strchr("0123456789_-", name[0]))
        return tell_usage(v, "letters, digits, _ and -, a letter first, 24 at most",
            "'%s' is no name for a plan", name);
    fill_in(&text, name);
    if (v->n_arguments > 1)
        return write_plan(v, v->arguments[1], &text);
    if (v->json)
        return print_json_word("plan", buf_str(&text));
    fputs(buf_str(&text), stdout);
    return 0;
}
