// SPDX-License-Identifier: MIT
// A bundle: what a node is to do in one phase, as one text for the stdin of BUNDLE_COMMAND. Each
// step of it runs once, detached, and is recorded on the node; asking again, over another
// connection too, joins what runs or returns what it ended with (share/node/bundle.sh).
#ifndef STEP_BUNDLE_BUNDLE_H
#define STEP_BUNDLE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "lct/err.h"
#include "model/tree.h"

#define BUNDLE_COMMAND "exec sh -s"

// A file that lies beside the script while it runs, byte by byte. Text: no NUL.
struct bundle_file {
    const char *name; // [A-Za-z0-9._-]
    const char *content;
    unsigned mode; // 0: 0600
};

struct bundle_env {
    const char *name, *value; // a NULL name ends an array
};

// What to do where the node knows this very step (id and digest) already. One that is running is
// always joined.
enum bundle_mode {
    BUNDLE_ONCE,       // its outcome stands; interrupted is an outcome
    BUNDLE_REPEATABLE, // likewise, but an interrupted one is run again
    BUNDLE_RETRY,      // a failed or interrupted one is run again
    BUNDLE_ALWAYS,     // run again, even after success
};

// How the files of a step come to the node.
enum bundle_way {
    BUNDLE_SENT, // with it
    BUNDLE_KEPT, // they were left there; BUNDLE_LACKING: they are not
    BUNDLE_LEFT, // with it, and are left there for others
};

struct bundle_step {
    const char *id;     // any text, "hook:firstboot/setup"; on the node: bundle_id of it
    const char *digest; // NULL: of script, files, tree and environment
    const char *script; // run as root in /var/lib/lct/<id>, by its #! line or sh
    const struct bundle_file *files;
    size_t n_files;
    const struct tree *tree;      // of any bytes, in the folder BUNDLE_TREE there; NULL: none
    enum bundle_way way;          // of the tree
    const struct bundle_env *env; // NULL: none
    const char *const *args;      // of the script, NULL-terminated; NULL: none
    int64_t timeout_ms;           // 0: none; counted in whole seconds
    enum bundle_mode mode;
    bool chatty; // its output may be of any size: the beginning and the end of it are kept
};

#define BUNDLE_ID_MAX 80
#define BUNDLE_TREE "files"

// The id as the node knows it: a folder's name. Different texts yield different ids.
const char *bundle_id(const char *text, char out[static BUNDLE_ID_MAX]);

// Lines of sh that set the variables, that append the words to "$@". LCT_EUSAGE: a name is none.
int bundle_env_text(struct buf *out, const struct bundle_env *env, struct lct_err *err);
void bundle_words_text(struct buf *out, const char *const *words);

// Appends the runner, before the first step.
void bundle_begin(struct buf *out);
// Appends a step. Steps run in order; the first that fails ends the bundle. What comes out may hold
// secrets where its parts do.
int bundle_add(struct buf *out, const struct bundle_step *s, struct lct_err *err);

enum bundle_outcome {
    BUNDLE_RAN,         // now, to its end
    BUNDLE_RECORDED,    // earlier, or joined while it ran
    BUNDLE_INTERRUPTED, // it was started and is gone without a status
    BUNDLE_REFUSED,     // it could not be started; output says why
    BUNDLE_LACKING,     // nor could this: files were not left there, or are gone since
};

struct bundle_result {
    const char *id;
    enum bundle_outcome outcome;
    int status;   // of the script, 128 + n when it was killed by signal n; -1 where there is none
    int64_t late; // the time limit that ended it, in seconds; 0: none did
    const char *output;
    bool cut; // only the end of a longer output
};

#define BUNDLE_RESULTS_MAX 64

// Reads what a bundle wrote on stdout; lines that are not results (a talkative login shell) are
// skipped. LCT_EFAILED where a result is not one. Everything lives in the arena.
int bundle_result_parse(struct arena *a, const char *text, size_t n, struct bundle_result **ret,
    size_t *n_ret, struct lct_err *err);

// The result of a step by its id as given, or NULL.
const struct bundle_result *bundle_result_find(
    const struct bundle_result *results, size_t n, const char *id);

// "SIGKILL" of a status that tells of a signal; NULL: it tells of none.
const char *bundle_signal(int status);

// What a step that ended well has to say to people: its last line, where that begins with "told: ".
// In the arena; NULL: nothing.
const char *bundle_told(struct arena *a, const struct bundle_result *r);

// 0 for a step that ended well; else LCT_EFAILED with what it was and the last line of its output.
int bundle_result_check(const struct bundle_result *r, struct lct_err *err);

#endif
