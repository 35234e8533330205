// SPDX-License-Identifier: MIT
// What cloud-init itself says of the user-data of a plan: where it is installed, it looks at each
// part that is cloud-config. Images have versions of their own, so that what it says is a warning.
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "app/plans/plan.h"
#include "base/err.h"
#include "base/file.h"
#include "base/map.h"
#include "base/str.h"

#define PATIENCE_MS 30000
#define OUTPUT_MAX 65536
#define MOST_PARTS 16 // of one plan: it is a program each

// Any node will do.
static const char *
placeholder(void *user, const char *name)
{
    (void)user;
    return str_eq(name, "index") ? "1" : "x";
}

// 0: it found nothing, or could not be asked.
static int
ask(struct lct *t, int in, int out)
{
    static const char *const argv[] = { "cloud-init", "schema", "--config-file", "/dev/stdin",
        NULL };
    const struct lct_program program = { argv, t->environment, { in, out, out } };
    struct lct_err err = { 0 };
    pid_t pid;
    int status = 0;

    if (program_start(t, &program, &pid, &err) < 0 ||
        program_wait(t, pid, PATIENCE_MS, out, OUTPUT_MAX, &status, &err) < 0)
        return 0;
    return status;
}

// Its words in one line. What it finds old-fashioned comes first, and is no error: a headline, at
// least.
static const char *
said(struct arena *a, int out)
{
    _own_(buf) struct buf text = { 0 }, line = { 0 };

    lseek(out, 0, SEEK_SET);
    file_read_fd(out, "its output", OUTPUT_MAX, &text, ERR_IGNORED);
    const char *error = strstr(buf_str(&text), "Error:");
    for (const char *c = error ? error : buf_str(&text); *c && line.len < 400; c++) {
        const bool blank = strchr(" \t\r\n", *c);
        if (!blank || (line.len && line.data[line.len - 1] != ' '))
            buf_addc(&line, blank ? ' ' : *c);
    }
    return str_trim(arena_strdup(a, buf_str(&line)));
}

static void
check_part(struct lct_plan *p, const struct user_data *u, const struct user_data_part *part)
{
    _own_(fd) int in = memfd_create("user-data", MFD_CLOEXEC);
    _own_(fd) int out = memfd_create("said", MFD_CLOEXEC);
    _own_(buf) struct buf text = { 0 };

    if (in < 0 || out < 0 || tmpl_render(part->content, placeholder, NULL, &text, ERR_IGNORED) < 0)
        return;
    if (file_write_fd(in, text.data, text.len) < 0 || lseek(in, 0, SEEK_SET) < 0 ||
        !ask(p->toolkit, in, out))
        return;
    diag_hint(&p->diags,
        diags_add(&p->diags, DIAG_WARNING, u->pos, "cloud-init says of the user-data: %s",
            said(p->arena, out)),
        "it is the cloud-init of this machine: an image may have another one");
}

static bool
is_config(const struct user_data_part *p)
{
    return p->content && str_eq(p->type, "text/cloud-config");
}

// Node plans share user-data: each is looked at once.
void
plan_check_user_data(struct lct_plan *p)
{
    _own_(map) struct map seen = { 0 };
    size_t asked = 0;

    for (size_t r = 0; r < p->plan->n_regions; r++)
        for (size_t i = 0; i < p->plan->regions[r].n_nodes; i++) {
            struct user_data *u = p->plan->regions[r].nodes[i].user_data;
            if (!u || map_has(&seen, u->digest))
                continue;
            map_put(&seen, u->digest, u);
            for (size_t k = 0; k < u->n_parts && asked < MOST_PARTS; k++)
                if (is_config(&u->parts[k])) {
                    asked++;
                    check_part(p, u, &u->parts[k]);
                }
        }
}
