// SPDX-License-Identifier: MIT
// The place of place.h.
#include "place.h"

#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/sqlite/open.h"

// In memory where that is a folder: no test here outlives its machine, and a disk that others are
// busy with makes each write that is waited for as long as all the rest of a test.
int
place_begin(void **state)
{
    struct place *p = NEW(struct place);
    const char *base = access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : "/tmp";

    snprintf(p->folder, sizeof p->folder, "%s/lct-sqlite-XXXXXX", base);
    if (!mkdtemp(p->folder))
        return -1;
    p->path = file_join(p->folder, "data/inventory.db");
    p->loop = loop_new();
    p->arena = arena_new();
    p->use = (struct use){ p->loop, NULL, { "shop", "acme" }, p->arena };
    *state = p;
    return 0;
}

int
place_end(void **state)
{
    struct place *p = *state;
    int code;

    arena_free(p->arena);
    loop_free(p->loop);
    code = file_remove_tree(p->folder, ERR_IGNORED);
    free(p->path);
    free(p);
    return code;
}

int
open_it(struct place *p, enum store_mode mode)
{
    return sqlite_open(p->loop, p->path, mode, &p->use.store, &p->err);
}

void
close_it(struct place *p)
{
    p->use.store->ops->close(p->use.store);
}

void
make_it(struct place *p)
{
    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    close_it(p);
}

void
sql(const char *path, const char *text)
{
    sqlite3 *db;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, text, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

char *
sql_text(const char *path, const char *text)
{
    sqlite3_stmt *st;
    sqlite3 *db;
    char *answer;

    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, text, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    answer = mem_strdup((const char *)sqlite3_column_text(st, 0));
    sqlite3_finalize(st);
    sqlite3_close(db);
    return answer;
}

unsigned
mode_of(const char *path)
{
    struct stat st;

    assert_int_equal(stat(path, &st), 0);
    return st.st_mode & 0777;
}
