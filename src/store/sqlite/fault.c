// SPDX-License-Identifier: MIT
// What SQLite's failures mean, and what to do about each.
#include "base/advice.h"
#include "store/sqlite/sqlite.h"

#include <errno.h>
#include <string.h>

// What the machine said last, where that can be the reason: SQLite tries more before it gives up.
static const char *
reason(struct sqlite *s, const char *otherwise)
{
    static const int reasons[] = { EACCES, EDQUOT, EFBIG, EIO, EMFILE, ENFILE, ENOLCK, ENOMEM,
        ENOSPC, EPERM, EROFS, ESTALE };
    int number = sqlite3_system_errno(s->db);

    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (number == reasons[i])
            return strerror(number);
    return otherwise;
}

static int
damaged(struct sqlite *s, struct lct_err *err)
{
    lct_fail(err, LCT_EFAILED, "the inventory %s is damaged, or its disk is: %s", s->path,
        sqlite3_errmsg(s->db));
    return lct_hint(err,
        "%s names its copies, %s puts one back; what the account holds is not touched",
        ADVICE(STORE_LIST), ADVICE(STORE_RESTORE));
}

static int
unusable(struct sqlite *s, int code, const char *verb, const char *why, struct lct_err *err)
{
    return lct_fail(err, code, "cannot %s the inventory %s: %s", verb, s->path, reason(s, why));
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

    switch (extended & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        lct_fail(err, LCT_ERETRY, "the inventory %s is locked by another program", s->path);
        return lct_hint(err, "wait until that program is done with it, and try again");
    case SQLITE_FULL:
        lct_fail(err, LCT_EFAILED, "cannot write the inventory %s: %s", s->path, strerror(ENOSPC));
        return lct_hint(err, "make room on its disk and give the command again");
    case SQLITE_NOTADB:
        lct_fail(err, LCT_EFAILED, "%s is not an inventory", s->path);
        return lct_hint(err, "%s names its copies, %s puts one back", ADVICE(STORE_LIST),
            ADVICE(STORE_RESTORE));
    case SQLITE_CORRUPT:
        return damaged(s, err);
    case SQLITE_CONSTRAINT:
        return refused(s, extended, err);
    case SQLITE_CANTOPEN:
        return unusable(s, LCT_EAUTH, "open", "a file beside it cannot be made or opened", err);
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_AUTH:
        return unusable(s, LCT_EAUTH, "write", "it, or its folder, may only be read", err);
    default:
        return unusable(s, LCT_EFAILED, "use", strerror(EIO), err);
    }
}
