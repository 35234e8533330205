// SPDX-License-Identifier: MIT
// What both directions of a copy share.
#include "app/fanout/copying.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"

struct copied *
copied_of(struct copying *c, const struct target *t)
{
    return &c->nodes[t - c->runner->targets];
}

char *
remote_path(const char *path)
{
    return mem_printf(*path == '/' ? "%s" : "./%s", path);
}

void
copied_note(struct copied *d, const struct lct_err *err, const struct shell_result *r, int most)
{
    if (r && r->err_len) {
        free(d->said);
        d->said = mem_strndup(r->err_out, r->err_len);
    }
    if (d->err.code)
        return; // what was noted first is why
    if (err->code) {
        d->err = *err;
    } else if (r->status > most) {
        _own_(free) char *why = mem_strdup(d->said ? d->said : "");
        char *line = strtok(str_trim(why), "\n");
        lct_fail(&d->err, LCT_EFAILED, "%s", line ? line : "it failed without saying why");
    }
}
