// SPDX-License-Identifier: MIT
// Statements on the lab's SQLite file, and their rows as docs.
#include "lab/db/world.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/log.h"
#include "base/str.h"
#include "lab/db/schema.h"
#include "text/json.h"

#define ROW_JSON_MAX ((size_t)1 << 20)

struct rows {
    struct world *w;
    sqlite3_stmt *st;
};

static void
rows_done(struct rows *r)
{
    sqlite3_finalize(r->st);
}

OWN_STRUCT(rows, struct rows, rows_done);

static void
world_fault(struct world *w, const char *doing)
{
    if (!w->failed)
        log_warn("the lab's world: %s: %s", doing, sqlite3_errmsg(w->db));
    w->failed = true;
}

static struct rows
rows_ask(struct world *w, const char *sql, const char *kinds, va_list ap)
{
    struct rows r = { .w = w };
    int code = sqlite3_prepare_v2(w->db, sql, -1, &r.st, NULL);

    for (int i = 1; code == SQLITE_OK && *kinds; i++, kinds++)
        code = *kinds == 'i'
                   ? sqlite3_bind_int64(r.st, i, va_arg(ap, int64_t))
                   : sqlite3_bind_text(r.st, i, va_arg(ap, const char *), -1, SQLITE_TRANSIENT);
    if (code != SQLITE_OK)
        world_fault(w, sql);
    return r;
}

static bool
rows_next(struct rows *r)
{
    int code = r->w->failed ? SQLITE_DONE : sqlite3_step(r->st);

    if (code != SQLITE_ROW && code != SQLITE_DONE)
        world_fault(r->w, sqlite3_sql(r->st));
    return code == SQLITE_ROW;
}

static const char *
column_text(struct arena *a, const struct rows *r, int i)
{
    const char *text = (const char *)sqlite3_column_text(r->st, i);

    return text ? arena_strndup(a, text, (size_t)sqlite3_column_bytes(r->st, i)) : NULL;
}

static struct doc *
column_doc(struct arena *a, const struct rows *r, int i, const char *kind)
{
    const char *text;
    struct doc *d;

    switch (sqlite3_column_type(r->st, i)) {
    case SQLITE_INTEGER:
        if (str_eq(kind, ":bool"))
            return doc_bool(a, sqlite3_column_int64(r->st, i) != 0);
        return doc_int(a, sqlite3_column_int64(r->st, i));
    case SQLITE_FLOAT:
        return doc_real(a, sqlite3_column_double(r->st, i));
    case SQLITE_NULL:
        return doc_null(a);
    default:
        text = column_text(a, r, i);
        if (str_eq(kind, ":json") &&
            json_parse(a, text, strlen(text), ROW_JSON_MAX, false, &d, ERR_IGNORED) == LCT_OK)
            return d;
        return doc_string(a, text);
    }
}

static struct doc *
row_doc(struct arena *a, const struct rows *r)
{
    struct doc *map = doc_map(a);

    for (int i = 0; i < sqlite3_column_count(r->st); i++) {
        const char *name = sqlite3_column_name(r->st, i), *kind = strchr(name, ':');
        size_t n = kind ? (size_t)(kind - name) : strlen(name);
        doc_put(a, map, arena_strndup(a, name, n), column_doc(a, r, i, kind));
    }
    return map;
}

void
world_do(struct world *w, const char *sql, const char *kinds, ...)
{
    va_list ap;

    va_start(ap, kinds);
    _own_(rows) struct rows r = rows_ask(w, sql, kinds, ap);
    va_end(ap);
    while (rows_next(&r))
        ;
}

int64_t
world_insert(struct world *w, const char *sql, const char *kinds, ...)
{
    va_list ap;

    va_start(ap, kinds);
    _own_(rows) struct rows r = rows_ask(w, sql, kinds, ap);
    va_end(ap);
    rows_next(&r);
    return sqlite3_last_insert_rowid(w->db);
}

int64_t
world_int(struct world *w, int64_t fallback, const char *sql, const char *kinds, ...)
{
    va_list ap;

    va_start(ap, kinds);
    _own_(rows) struct rows r = rows_ask(w, sql, kinds, ap);
    va_end(ap);
    return rows_next(&r) && sqlite3_column_type(r.st, 0) != SQLITE_NULL
               ? sqlite3_column_int64(r.st, 0)
               : fallback;
}

const char *
world_text(struct world *w, struct arena *a, const char *sql, const char *kinds, ...)
{
    va_list ap;

    va_start(ap, kinds);
    _own_(rows) struct rows r = rows_ask(w, sql, kinds, ap);
    va_end(ap);
    return rows_next(&r) ? column_text(a, &r, 0) : NULL;
}

struct doc *
world_list(struct world *w, struct arena *a, const char *sql, const char *kinds, ...)
{
    struct doc *list = doc_list(a);
    va_list ap;

    va_start(ap, kinds);
    _own_(rows) struct rows r = rows_ask(w, sql, kinds, ap);
    va_end(ap);
    while (rows_next(&r))
        doc_add(a, list, row_doc(a, &r));
    return list;
}

struct doc *
world_one(struct world *w, struct arena *a, const char *sql, const char *kinds, ...)
{
    va_list ap;

    va_start(ap, kinds);
    _own_(rows) struct rows r = rows_ask(w, sql, kinds, ap);
    va_end(ap);
    return rows_next(&r) ? row_doc(a, &r) : NULL;
}

void
world_begin(struct world *w)
{
    w->failed = false;
    world_do(w, "BEGIN IMMEDIATE", "");
}

bool
world_end(struct world *w)
{
    if (!w->failed)
        world_do(w, "COMMIT", "");
    if (w->failed)
        world_undo(w);
    return !w->failed;
}

void
world_undo(struct world *w)
{
    sqlite3_exec(w->db, "ROLLBACK", NULL, NULL, NULL);
}

const char *
world_time(const struct world *w, char out[static WORLD_TIME])
{
    char text[CLOCK_TEXT];

    clock_text(w->clock->wall_ms(w->clock), text);
    memcpy(out, text, WORLD_TIME - 1); // without the Z
    out[WORLD_TIME - 1] = '\0';
    return out;
}

// SQLite would make the file by the umask; its journals inherit its mode.
static int
file_make(const char *path, struct lct_err *err)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0)
        return lct_fail(err, LCT_EFAILED, "cannot make %s: %s", path, strerror(errno));
    close(fd);
    return LCT_OK;
}

// There is nobody to wait for: the lab holds a lock on its folder. A crash of the machine (not of
// the lab) may lose the last moments.
int
world_open(struct world *w, const char *path, const struct clock *clock, struct lct_err *err)
{
    static const char pragmas[] =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON; "
        "PRAGMA trusted_schema = OFF";
    int code;

    *w = (struct world){ .clock = clock };
    if (file_make(path, err) < 0)
        return LCT_EFAILED;
    if (sqlite3_open_v2(path, &w->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) ==
            SQLITE_OK &&
        sqlite3_exec(w->db, pragmas, NULL, NULL, NULL) == SQLITE_OK)
        code = schema_migrate(w->db, path, err);
    else
        code = lct_fail(
            err, LCT_EFAILED, "cannot open the lab's world %s: %s", path, sqlite3_errmsg(w->db));
    if (code)
        world_close(w);
    return code;
}

void
world_close(struct world *w)
{
    sqlite3_close(w->db);
    w->db = NULL;
}
