// SPDX-License-Identifier: MIT
// What the public API works on: one open installation for one context.
#ifndef APP_TOOLKIT_H
#define APP_TOOLKIT_H

#include <signal.h>

#include "io/loop.h"
#include "lct/lct.h"
#include "model/catalogue.h"
#include "port/cloud.h"
#include "port/secrets.h"
#include "port/shell.h"
#include "port/store.h"
#include "text/doc.h"

// Where and as whom. Texts live in the toolkit's arena.
struct profile {
    const char *name;
    const char *url;        // NULL: the real Linode
    const char *token_file; // NULL: none
    const char *dialer;     // dial socket; NULL: connect directly
};

struct lct {
    struct arena *arena;
    const struct drivers *drivers;
    struct loop *loop;
    const char *const *environment; // the caller's, base/env.h
    const char *program;            // linodetool's path
    const struct lct_processes *processes;
    const char *config_dir, *data_dir, *cache_dir;
    const char *config_file;  // given by the caller, an absolute path; NULL: none
    bool offline;             // of what the cloud offers, what is at hand does
    bool sequential;          // operations do one step at a time
    const char *secrets_kind; // "plain" or "none"
    const char *store_kind;   // "sqlite" or "json"
    struct context context;
    struct profile profile;
    const char *token_file; // given by the caller; NULL: none
    const char *url;        // the API's address in force

    struct secrets *secrets;
    struct store *store;         // opened when first needed
    struct catalogue *catalogue; // of today; fetched when first needed
    struct catalogue *older;     // what is used where that cannot be had
    const char *catalogue_note;  // that it is used, and why; NULL: it is not
    int wake;                    // eventfd: lct_interrupt writes it
    volatile sig_atomic_t interrupts;
};

// The answer to be filled: values are made in its arena.
struct lct_answer {
    struct arena *arena;
    struct doc *root; // a map
};

struct lct_answer *answer_new(void);
const struct lct_value *value_of(const struct doc *d);

#define LINODE_API "https://api.linode.com"
#define USER_AGENT "liblct/" LCT_VERSION // of every request

// profile/conf.c: reads config.yaml and the profiles into t.
int conf_load(struct lct *t, const struct lct_conf *conf, struct lct_err *err);
int profile_write(struct lct *t, const struct profile *p, struct lct_err *err);
int profile_remove(struct lct *t, const char *name, struct lct_err *err);
// The name of the current profile ("default" when none was chosen); free() it.
int profile_current(struct lct *t, char **ret, struct lct_err *err);

// What the ports are served by, and the loop they live on: drivers.c, unless a test of this room
// opens with others. Nothing outside of the library can.
struct drivers {
    int (*loop)(const struct drivers *d, struct loop **ret, struct lct_err *err);
    // token NULL: only what is public; source: where it is from.
    int (*cloud)(struct lct *t, enum cloud_mode mode, const struct secret *token,
        const char *source, struct cloud **ret, struct lct_err *err);
    int (*shell)(struct lct *t, unsigned handshakes, struct shell **ret, struct lct_err *err);
};
extern const struct drivers drivers;
int toolkit_open(
    const struct lct_conf *conf, const struct drivers *d, struct lct **ret, struct lct_err *err);

// drivers.c: the one list of drivers.
char *store_path(const struct lct *t);              // of the inventory; free() it
int store_need(struct lct *t, struct lct_err *err); // opens t->store
// The folder of its copies, free() it, and how their names end.
char *store_copies(const struct lct *t, const char **suffix);
// Puts a copy in its place; t->store is closed. As sqlite_restore.
int store_restore(
    struct lct *t, const char *copy, lease_lives_fn *lives, char **kept, struct lct_err *err);
int cloud_open(struct lct *t, enum cloud_mode mode, struct cloud **ret, struct lct_err *err);
int shell_open(struct lct *t, struct shell **ret, struct lct_err *err);
// The same, for so many log-ins at once.
int shell_open_wide(struct lct *t, unsigned handshakes, struct shell **ret, struct lct_err *err);
int secrets_open(struct lct *t, struct lct_err *err);

// profile/token.c: the API token by the order of the manual; *ret is yours. LCT_EAUTH says how to
// get one.
int token_find(struct lct *t, struct secret **ret, const char **source, struct lct_err *err);
// Hints at how to get a token, and at the lab. Yields err->code.
int token_hint(struct lct_err *err);

// plans/catalogue.c: what the cloud offers, from the cache of today or fetched.
enum catalogue_wish {
    CATALOGUE_LIVE,    // or an error: something will be made by it
    CATALOGUE_BEST,    // or, noted, the newest at hand: kept from an earlier day, or shipped
    CATALOGUE_OFFLINE, // no request is made
};
int catalogue_need(
    struct lct *t, enum catalogue_wish wish, const struct catalogue **ret, struct lct_err *err);

// program.c: programs, as lct_conf.processes has them started. LCT_EUSAGE: it has none started;
// LCT_ENOTFOUND: there is no such program.
int program_start(
    struct lct *t, const struct lct_program *program, pid_t *pid, struct lct_err *err);
bool program_ended(struct lct *t, pid_t pid, int *status); // -1: nobody knows how
// Until it has; one that is interrupted (LCT_ECANCELLED), takes longer than that, or writes more
// than so many bytes (LCT_EFAILED) is stopped. out: what it writes to.
int program_wait(struct lct *t, pid_t pid, int64_t patience_ms, int out, int64_t most, int *status,
    struct lct_err *err);
void program_stop(struct lct *t, pid_t pid); // and waits until it has
// A short while; true: lct_interrupt ended it.
bool program_pause(struct lct *t, int ms);

// rates.c.
// Tells the cloud what earlier operations knew of its limits. What cannot be read is not told.
void rates_recall(struct lct *t, struct cloud *c);
// Remembers them, in a batch that is to be committed.
void rates_keep(struct lct *t, struct cloud *c, struct batch *b);

#endif
