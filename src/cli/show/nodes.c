// SPDX-License-Identifier: MIT
// What many nodes said at once: equal outputs together under the folded names of their nodes, or
// line by line as they come.
#include "cli/show/nodes.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/show/advice.h"

#define LINE_MAX_BYTES ((size_t)64 << 10)
#define RULE "---------------"

// A terminal is kept from what it might obey; elsewhere bytes stay as they are.
static void
print_bytes(FILE *out, const char *data, size_t n)
{
    const char *end = data + n;

    if (!isatty(output_fd(out))) {
        fwrite(data, 1, n, out);
        return;
    }
    for (const char *p = data; p < end; p += strlen(p) + 1) { // NULs part it
        print_safe(out, p, true);
        if (p + strlen(p) < end)
            fputc('?', out);
    }
}

static FILE *
file_of(int stream)
{
    return stream == 2 ? stderr : stdout;
}

static void
print_line(int stream, const char *node, const char *line, size_t n)
{
    FILE *out = file_of(stream);

    printf_safe(out, "%s: ", node);
    print_bytes(out, line, n);
    fputc('\n', out);
}

static struct buf *
partial_of(struct nodes_told *t, const char *node, int stream)
{
    _own_(free) char *key = mem_printf("%d%s", stream, node);
    struct buf *b = map_get(&t->partial, key);

    if (!b)
        map_put(&t->partial, key, b = NEW(struct buf));
    return b;
}

// An endless line is told in pieces.
static void
on_output(void *user, const char *node, int stream, const char *data, size_t n)
{
    struct nodes_told *t = user;
    struct buf *line = partial_of(t, node, stream);

    for (const char *end; n && (end = memchr(data, '\n', n));) {
        size_t part = (size_t)(end - data);
        buf_add(line, data, part);
        print_line(stream, node, buf_str(line), line->len);
        buf_clear(line);
        data += part + 1;
        n -= part + 1;
    }
    buf_add(line, data, n);
    if (line->len > LINE_MAX_BYTES) {
        print_line(stream, node, line->data, line->len);
        buf_clear(line);
    }
    fflush(file_of(stream));
}

static void
end_lines(struct nodes_told *t, const char *node)
{
    for (int stream = 1; stream <= 2; stream++) {
        struct buf *line = partial_of(t, node, stream);
        if (line->len)
            print_line(stream, node, line->data, line->len);
        buf_clear(line);
    }
}

static void
add_text(struct groups *g, const char *text, const char *node)
{
    groups_add(g, text, strlen(text), node);
}

static void
note_trouble(struct nodes_told *t, const struct lct_run_result *r)
{
    if (r->code == LCT_OK && r->status == 0)
        return;
    _own_(free) char *text =
        r->code ? mem_strdup(r->error) : mem_printf("exit status %d", r->status);
    add_text(&t->troubles, text, r->node);
    _own_(free) char *hint = advised(r->hint);
    if (*hint)
        add_text(&t->hints, hint, r->node);
}

static void
on_ended(void *user, const struct lct_run_result *r)
{
    struct nodes_told *t = user;

    note_trouble(t, r);
    if (t->lines) {
        end_lines(t, r->node);
        return;
    }
    if (r->out_n)
        groups_add(&t->out, r->out, r->out_n, r->node);
    if (r->err_n)
        groups_add(&t->err, r->err_out, r->err_n, r->node);
    if (r->cut)
        add_text(&t->cuts, "there was more output than is kept: --lines shows all", r->node);
}

struct lct_run_watch
nodes_watch(struct nodes_told *t)
{
    return (struct lct_run_watch){ t->lines ? on_output : NULL, on_ended, t };
}

static void
print_group(FILE *out, const struct group *g, bool header)
{
    if (header)
        printf_safe(out, RULE "\n%s (%zu)\n" RULE "\n", g->folded, g->names.n);
    print_bytes(out, g->text, g->n);
    if (g->text[g->n - 1] != '\n' && header)
        fputc('\n', out);
}

static void
print_groups(FILE *out, struct groups *g, bool header)
{
    groups_sort(g);
    vec_each (group, &g->list)
        print_group(out, *group, header);
    fflush(out);
}

static void
tell_lines(struct groups *g)
{
    groups_sort(g);
    vec_each (group, &g->list) {
        printf_safe(stderr, "  %s: ", (*group)->folded);
        print_safe(stderr, (*group)->text, false);
        fputc('\n', stderr);
    }
}

// One node alone needs no header.
void
nodes_print(struct nodes_told *t)
{
    print_groups(stdout, &t->out, t->n > 1);
    print_groups(stderr, &t->err, t->n > 1);
    tell_lines(&t->cuts);
}

void
nodes_tell_troubles(struct nodes_told *t)
{
    if (output_lost()) // then they were interrupted by nobody
        return;
    tell_lines(&t->troubles);
    tell_lines(&t->hints);
}

void
nodes_done(struct nodes_told *t)
{
    map_each (it, &t->partial) {
        buf_done(it->value);
        free(it->value);
    }
    map_done(&t->partial);
    groups_done(&t->out);
    groups_done(&t->err);
    groups_done(&t->troubles);
    groups_done(&t->hints);
    groups_done(&t->cuts);
    groups_done(&t->copied);
}
