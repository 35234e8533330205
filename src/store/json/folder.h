// SPDX-License-Identifier: MIT
// Private to the driver of JSON files: its state, and what is done under its lock.
#ifndef STORE_JSON_FOLDER_H
#define STORE_JSON_FOLDER_H

#include "base/map.h"
#include "store/attempt.h"
#include "store/copies.h"
#include "store/json/log.h"
#include "store/json/name.h"
#include "store/json/record.h"

#define STAND_TEXT 96

struct folder {
    struct store store;
    struct attempts attempts; // has the loop
    char *path;
    char boot[UUID_TEXT];   // of the machine; "": unknown
    int lock;               // -1: it is not had
    struct log_end logged;  // while it is had
    char heard[STAND_TEXT]; // where others stood, as of the last read
    bool backed_up;         // today, or it was tried
    bool spoilt;            // it cannot be used any more
};

static inline struct folder *
folder_of(struct store *s)
{
    return (struct folder *)s;
}

#define FORMAT_FILE "format"

// folder.c: makes what is not there yet; refuses what is another's, or a newer program's.
// again: even if there was one before.
int folder_open(struct folder *f, bool again, struct lct_err *err);
struct folder *folder_new(struct loop *l, const char *path, enum store_mode mode);
void folder_free(struct folder *f);
OWN_POINTER(folder, struct folder, folder_free);
// The text of the file `format`, as whatever is at `what` has it.
int folder_check_format(const char *what, const char *text, struct lct_err *err);

// file.c: files of the folder, by their paths from its top.
char *file_of(const struct folder *f, const char *path); // free() it
// What it holds, in the arena; *ret NULL: it is not there.
int file_text(const struct folder *f, struct arena *a, const char *path, size_t max,
    const char **ret, size_t *n, struct lct_err *err);
// A put in two steps, the second of which needs no room: the text as the nth new file, and that in
// its place.
int file_prepare(const struct folder *f, size_t n, const struct change *c, struct lct_err *err);
int file_place(const struct folder *f, size_t n, const struct change *c, struct lct_err *err);
void file_forget_new(const struct folder *f); // those that are in no place
// What a change that is no put does.
int file_remove(const struct folder *f, const struct change *c, struct lct_err *err);
// The record that the text of a file is: it must be the one that belongs there. top: what the path
// is in, to tell of it.
int record_load(const char *top, struct arena *a, enum record_kind kind, const char *path,
    const char *text, size_t n, void **ret, struct lct_err *err);
int file_fail(const struct folder *f, const char *verb, const char *path, struct lct_err *err);

// lock.c: LCT_ERETRY: others have it. Once it is had, all that was committed is in the files; for
// reading others may have it, too. To make them it is had whatever they are.
enum lock_for { TO_READ, TO_WRITE, TO_MAKE };
int folder_lock(struct folder *f, enum lock_for what, struct lct_err *err);
int folder_lock_waiting(struct folder *f, enum lock_for what, struct lct_err *err); // in place
void folder_unlock(struct folder *f);

// commit_log.c: where the files stand, a text that changes with each commit; and the log of these.
void stand_read(const struct folder *f, char ret[static STAND_TEXT]); // also without the lock
void stand_write(struct folder *f); // all that is logged is in the files
void stand_hear(struct folder *f);  // f->heard is how it stands
bool stand_is_heard(const struct folder *f);
bool folder_is_current(struct folder *f); // sets f->logged
int folder_recover(struct folder *f, struct lct_err *err);
// Writes the changes to the log: from then on they are committed. LCT_EAMBIGUOUS: nobody knows.
int folder_log(struct folder *f, struct change *const *changes, size_t n, struct lct_err *err);
int folder_new_log(struct folder *f, struct lct_err *err);
void folder_shorten_log(struct folder *f, size_t most); // where it is longer

// walk.c
typedef int walk_fn(void *user, const char *path, struct lct_err *err);
struct walk {
    const struct folder *folder;
    bool backwards; // by the names
    walk_fn *fn;    // 1: enough
    void *user;
};
// The files of records that lie `depth` folders below a path, by their names.
int walk(const struct walk *w, const char *path, size_t depth, struct lct_err *err);

// draft.c: what a commit makes of the files before any is touched: they are as they are, but for
// what was put and cleared so far.
struct draft {
    struct folder *folder;
    struct arena *arena;
    const char *context; // its folder
    struct map latest;   // struct change by path
    VEC(struct change *) changes;
};

void draft_begin(struct draft *d, struct folder *f, struct arena *a, const struct context *c);
void draft_done(struct draft *d);
OWN_STRUCT(draft, struct draft, draft_done);
bool draft_has(const struct draft *d, const char *path);
// In the arena; *ret NULL: it is not there.
int draft_text(
    const struct draft *d, const char *path, const char **ret, size_t *n, struct lct_err *err);
int draft_load(const struct draft *d, enum record_kind kind, const char *path, void **ret,
    struct lct_err *err);
// The record with the key of this one.
int draft_get(const struct draft *d, enum record_kind kind, const void *record, void **ret,
    struct lct_err *err);
void draft_change(struct draft *d, enum change_verb verb, const char *path, const struct buf *text);
void draft_write(struct draft *d, enum record_kind kind, const void *record);
// All whose key begins with these n columns of the record's, and what belongs to them.
void draft_clear(struct draft *d, enum record_kind kind, const void *record, size_t n);
int draft_save(struct draft *d, struct lct_err *err); // under the lock, for writing

// put.c: a record put as the port wants it: owned, unique, numbered (*number, if it is).
int draft_put(struct draft *d, enum record_kind kind, const void *record, int64_t *number,
    struct lct_err *err);
// That the next of a numbered kind gets.
int draft_next_number(
    const struct draft *d, const struct record_shape *shape, int64_t *ret, struct lct_err *err);

// read.c
struct op *folder_read(struct store *store, const struct context *c, struct arena *a,
    struct ask *asks, size_t n, store_done_fn *fn, void *user);

// commit.c, lease.c, watch.c
struct op *folder_commit(struct store *store, struct batch *b, store_done_fn *fn, void *user);
struct op *folder_lease_take(struct store *store, const struct context *c,
    const struct lease_wish *w, store_lease_fn *fn, void *user);
struct op *folder_lease_drop(struct store *store, const struct context *c, const char *cluster,
    const char *holder, store_done_fn *fn, void *user);
// fence 0: there is none.
int lease_get(const struct draft *d, const char *cluster, struct lease *ret, struct lct_err *err);
struct op *folder_watch(struct store *store, int64_t ms, store_done_fn *fn, void *user);

// backup.c
#define COPY_SUFFIX ".tar"
char *copies_folder(const char *path); // beside the store; free() it
void folder_backup_daily(struct folder *f);
int folder_copy(const struct folder *f, const char *path, struct lct_err *err);
int folder_backup(struct store *store, const char *path, char **ret, struct lct_err *err);

#endif
