// plan new: a commented plan to begin with.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/embed.h"
#include "base/own.h"
#include "cli/run.h"

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
static int
write_new(struct invocation *v, const char *path, const struct buf *text)
{
    _own_(fd) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    struct lct_err err = { 0 };

    if (fd >= 0 && write(fd, text->data, text->len) == (ssize_t)text->len)
        return v->json ? print_json_word("file", path) : 0;
    if (errno == EEXIST)
        return tell_usage(v, "choose another name, or move it away", "%s is there already", path);
    lct_fail(&err, LCT_EFAILED, "cannot write %s: %s", path, strerror(errno));
    return tell_error(v, &err);
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
        return write_new(v, v->arguments[1], &text);
    if (v->json)
        return print_json_word("plan", buf_str(&text));
    fputs(buf_str(&text), stdout);
    return 0;
}
