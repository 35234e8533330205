// SPDX-License-Identifier: MIT
// Migrations of the world: what is not there yet of the numbered files.
#include "lab/world/schema.h"

#include <stdlib.h>

#include "base/embed.h"
#include "base/err.h"
#include "base/mem.h"

extern const struct embedded lab_world_files[];

static int64_t
number_of(const struct embedded *file)
{
    return atoi(file->name);
}

static int64_t
newest(void)
{
    const struct embedded *last = lab_world_files;

    while (last[1].name)
        last++;
    return number_of(last);
}

static bool
run(struct world *w, const char *sql)
{
    return sqlite3_exec(w->db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static int
apply(struct world *w, const char *path, const struct embedded *file, struct lct_err *err)
{
    _own_(free) char *numbered =
        mem_printf("PRAGMA user_version = %lld", (long long)number_of(file));

    if (run(w, file->data) && run(w, numbered))
        return LCT_OK;
    return lct_fail(err, LCT_EFAILED, "cannot bring the lab's world %s up to date by %s: %s", path,
        file->name, sqlite3_errmsg(w->db));
}

static int
apply_missing(struct world *w, const char *path, struct lct_err *err)
{
    int64_t version = world_int(w, -1, "PRAGMA user_version", "");
    int code = LCT_OK;

    if (version < 0)
        return lct_fail(
            err, LCT_EFAILED, "cannot read the lab's world %s: %s", path, sqlite3_errmsg(w->db));
    if (version > newest()) {
        lct_fail(err, LCT_EFAILED,
            "the lab's world %s is of a newer lct-lab: its number is %lld, this one knows %lld",
            path, (long long)version, (long long)newest());
        return lct_hint(err, "use the newer one, or begin a new lab: in another folder (--state), "
                             "or with that file away");
    }
    for (const struct embedded *f = lab_world_files; !code && f->name; f++)
        if (number_of(f) > version)
            code = apply(w, path, f, err);
    return code;
}

int
schema_migrate(struct world *w, const char *path, struct lct_err *err)
{
    int code;

    world_begin(w);
    code = w->failed ? lct_fail(err, LCT_EFAILED, "cannot open the lab's world %s: %s", path,
                           sqlite3_errmsg(w->db))
                     : apply_missing(w, path, err);
    if (code) {
        world_undo(w);
        return code;
    }
    return world_end(w) ? LCT_OK
                        : lct_fail(err, LCT_EFAILED, "the lab's world %s cannot be written", path);
}
