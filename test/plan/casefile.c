// SPDX-License-Identifier: MIT
// Reading files of text cases, and telling how they went.
#include "casefile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"
#include "catalogue.h"

const struct section *
case_section(const struct text_case *c, const char *kind, const char *argument)
{
    vec_each (s, &c->sections)
        if (str_eq(s->kind, kind) && (!argument || str_eq(s->argument, argument)))
            return s;
    return NULL;
}

bool
case_same(const char *what, const struct section *expected, const struct buf *found)
{
    const char *wanted = expected ? buf_str(&expected->text) : "";

    if (str_eq(wanted, buf_str(found)))
        return true;
    printf("# expected --- %s\n", what);
    for (const char *p = wanted; *p; p += strcspn(p, "\n") + 1)
        printf("# %.*s\n", (int)strcspn(p, "\n"), p);
    printf("# found --- %s\n", what);
    for (const char *p = buf_str(found); *p; p += strcspn(p, "\n") + 1)
        printf("# %.*s\n", (int)strcspn(p, "\n"), p);
    return false;
}

static void
clear_case(struct text_case *c)
{
    vec_each (s, &c->sections)
        buf_done(&s->text);
    c->sections.n = 0;
}

static struct section *
begin_section(struct text_case *c, const char *kind, const char *argument)
{
    struct section *s = vec_add(&c->sections);

    s->kind = kind;
    s->argument = argument;
    return s;
}

struct run {
    struct arena *arena;
    case_fn *fn;
    void *user;
    struct text_case current;
    unsigned n, failed;
};

static void
end_case(struct run *r)
{
    if (!r->current.sections.n)
        return;
    bool ok = r->fn(&r->current, r->user);
    printf("%sok %u - %s\n", ok ? "" : "not ", ++r->n, r->current.title);
    r->failed += !ok;
    clear_case(&r->current);
}

static void
take_line(struct run *r, char *line)
{
    struct text_case *c = &r->current;

    if (str_starts(line, "=== ")) {
        end_case(r);
        c->title = arena_strdup(r->arena, line + 4);
        begin_section(c, "plan", "");
    } else if (str_starts(line, "--- ")) {
        char *kind = arena_strdup(r->arena, line + 4), *space = strchr(kind, ' ');
        if (space)
            *space++ = '\0';
        begin_section(c, kind, space ? space : "");
    } else if (c->sections.n) {
        buf_addf(&c->sections.items[c->sections.n - 1].text, "%s\n", line);
    }
}

static void
run_file(struct run *r, const char *path)
{
    _own_(buf) struct buf text = { 0 };
    struct lct_err err = { 0 };

    if (file_read(path, 1u << 20, &text, &err) < 0) {
        printf("Bail out! %s: %s\n", path, err.text);
        exit(EXIT_FAILURE);
    }
    for (char *line = text.data, *end; line && *line; line = end + 1) {
        end = line + strcspn(line, "\n");
        bool last = !*end;
        *end = '\0';
        take_line(r, line);
        if (last)
            break;
    }
    end_case(r);
}

static int
cases_run(char *const *files, case_fn *fn, void *user)
{
    struct run r = { .arena = arena_new(), .fn = fn, .user = user };

    for (; *files; files++)
        run_file(&r, *files);
    printf("1..%u\n", r.n);
    vec_done(&r.current.sections);
    arena_free(r.arena);
    return r.failed || !r.n ? EXIT_FAILURE : EXIT_SUCCESS;
}

int
cases_main(int argc, char **argv, case_fn *fn)
{
    struct catalogue *catalogue;
    int status;

    if (argc < 2)
        return EXIT_FAILURE;
    catalogue = recorded_catalogue();
    status = cases_run(argv + 1, fn, catalogue);
    arena_free(catalogue->arena);
    return status;
}
