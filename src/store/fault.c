// What SQLite's failures mean, and what to do about each.
#include "store/sqlite.h"

static int
damaged(struct sqlite *s, const char *what, struct lct_err *err)
{
    lct_fail(err, LCT_EFAILED, "the inventory %s is damaged: %s", s->path, what);
    return lct_hint(err, "put back a copy of the file; what the account holds is not touched");
}

static int
refused(struct sqlite *s, int extended, struct lct_err *err)
{
    int code = extended == SQLITE_CONSTRAINT_UNIQUE || extended == SQLITE_CONSTRAINT_PRIMARYKEY
                   ? LCT_EEXISTS
                   : LCT_EFAILED;

    return lct_fail(err, code, "the inventory refused it: %s", sqlite3_errmsg(s->db));
}

int
sqlite_fault(struct sqlite *s, struct lct_err *err)
{
    int extended = sqlite3_extended_errcode(s->db);
    const char *text = sqlite3_errmsg(s->db);

    switch (extended & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        lct_fail(err, LCT_ERETRY, "the inventory %s is locked by another program", s->path);
        return lct_hint(err, "wait until that program is done with it, and try again");
    case SQLITE_FULL:
        lct_fail(err, LCT_EFAILED, "no space is left for the inventory %s", s->path);
        return lct_hint(err, "make room on its disk and give the command again");
    case SQLITE_NOTADB:
        lct_fail(err, LCT_EFAILED, "%s is not an inventory: %s", s->path, text);
        return lct_hint(err, "move the file away, or put back a copy of the inventory");
    case SQLITE_CORRUPT:
        return damaged(s, text, err);
    case SQLITE_CONSTRAINT:
        return refused(s, extended, err);
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
        return lct_fail(err, LCT_EAUTH, "cannot use the inventory %s: %s", s->path, text);
    default:
        return lct_fail(err, LCT_EFAILED, "the inventory %s: %s", s->path, text);
    }
}
