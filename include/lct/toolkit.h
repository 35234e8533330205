// SPDX-License-Identifier: MIT
// The toolkit: one open installation (store, secrets, profile) for one context. Many may be open in
// one process; one toolkit is used by one thread at a time.
#ifndef LCT_TOOLKIT_H
#define LCT_TOOLKIT_H

#include <stdbool.h>
#include <stdint.h>

#include "lct/err.h"
#include "lct/process.h"
#include "lct/value.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

struct lct; // an open toolkit

#define LCT_CONF_VERSION 1 // of struct lct_conf

// How it is opened. All may be NULL or 0: the simplest of everything.
struct lct_conf {
    unsigned version; // of this struct: LCT_CONF_VERSION, or 0 for the first one
    // "NAME=value", NULL-terminated, such as the process's `environ`: HOME and the XDG folders,
    // USER, LINODE_URL, LINODE_PROFILE, LINODE_TOKEN, CREDENTIALS_DIRECTORY, SSL_CERT_FILE and the
    // names of proxies are looked up here and nowhere else, and programs that are started get it;
    // NULL: none of them is set. Borrowed until it is closed.
    char *const *environment;
    // Path of linodetool: what OpenSSH is told to run to reach nodes through a dialer, and beside
    // which lct-lab is looked for. Default: as PATH has it.
    const char *program;
    const char *config_file;    // default ~/.config/linodetool/config.yaml (may be absent or empty)
    const char *profile;        // default: LINODE_PROFILE, the one made current, else "default"
    const char *app, *customer; // the context; default "linodetool" and "me"
    const char *url;            // the API's address; default: LINODE_URL, the profile's
    const char *token_file;     // default: LINODE_TOKEN, $CREDENTIALS_DIRECTORY/linode-token, the
                                // profile's, secrets
    const char *data_dir;       // default ~/.local/share/linodetool
    bool offline;    // ask nobody what the cloud offers: the newest catalogue at hand does,
                     // but where something will be made by it
    bool sequential; // operations do one step at a time, in the order of the plan; default: as
                     // `queue` of the configuration says
    // How programs are started, borrowed until it is closed; default: by the library itself.
    const struct lct_processes *processes;
};

// Opens; makes folders (0700) when they are missing. No request is made. conf may be NULL, and is
// not needed afterwards, but for its environment; *ret is yours (lct_close). LCT_EUSAGE: the
// configuration is wrong, or of a later version than this library; LCT_ENOTFOUND: there is no such
// profile.
int lct_open(const struct lct_conf *conf, struct lct **ret, struct lct_err *err);
void lct_close(struct lct *t); // NULL is fine

// Asks the running call to stop: the first time it starts nothing new, finishes what runs and
// saves; the second time it cancels. The call returns LCT_ECANCELLED. Safe in signal handlers and
// other threads.
void lct_interrupt(struct lct *t);

// What happens while a long call runs.
enum lct_event_kind {
    LCT_EVENT_BEGIN,  // an operation begins: operation, total, estimate_ms and what is after it
    LCT_EVENT_STEP,   // a step changed its state
    LCT_EVENT_NOTICE, // text worth telling: a substitute, a waiting time
    LCT_EVENT_END,    // it ended
    LCT_EVENT_TICK,   // about a second passed, or lct_interrupt was heard; counts as they are
};

// One thing that happened. All is borrowed during the callback.
struct lct_event {
    enum lct_event_kind kind;
    int64_t operation;   // its id
    const char *subject; // node or cluster; NULL: none
    const char *verb;    // "creating", "securing" ...; NULL: none
    const char *past;    // of a step that is done: "created"; NULL: nothing worth telling
    const char *state;   // of the step: "running", "done", "failed", "retrying", "blocked"
    const char *text;    // notice, or why it failed; NULL: none
    int64_t total, done, failed, running; // steps
    // LCT_EVENT_BEGIN: about how long it will take, by the API's rate limits and by how long such
    // steps took before in this profile; 0: not known, or no time. Where too few of them are known,
    // or they differ too much, it may be anything between from and to, which differ threefold at
    // most; else these two are the same.
    int64_t estimate_ms, estimate_from_ms, estimate_to_ms;
    // Of these Linodes to be created some must wait, as `limit` may be created in window_ms. All 0:
    // no limit is in the way.
    int64_t creates, limit, window_ms;
    // Of a step: which of several of its kind, "firstboot/setup" of a script; NULL: there is but
    // one.
    const char *detail;
    // For how long the step runs already, with all tries and what is waited between them; of
    // LCT_EVENT_BEGIN, the operation: more than 0 when another process began it.
    int64_t age_ms;
    // How long a script usually takes, as earlier runs of the same one did, else as its plan says;
    // 0: not known.
    int64_t usual_ms;
};

// Who hears of it, in the thread of the call and before it returns. A call takes NULL for it, too:
// then nobody does.
struct lct_watch {
    void (*event)(void *user, const struct lct_event *e); // NULL: none
    void *user;                                           // handed to it
};

// An event as one line of JSON, "null" of NULL; free() it.
char *lct_event_json(const struct lct_event *e);

// Profiles: {"profiles": [{name, url, current, token}]} (token: where it comes from).
int lct_profile_list(struct lct *t, struct lct_answer **ret, struct lct_err *err);
// Makes one the current one, for toolkits that are opened from now on. LCT_ENOTFOUND: there is none
// of that name.
int lct_profile_use(struct lct *t, const char *name, struct lct_err *err);
// Is there an API token? LCT_EAUTH says how to get one. No request is made.
int lct_token_check(struct lct *t, struct lct_err *err);
// {"username", "email", "scopes", "restricted", "url", "profile"}: asks the API who we are.
int lct_profile_show(struct lct *t, struct lct_answer **ret, struct lct_err *err);

// {"regions"|"types"|"images"|"kernels": [...], "catalogue": {source, time}}; kind is one of these
// words. words (NULL-terminated, may be NULL) narrow the list down to what fits all of them best;
// of types a word may be an attribute ("ram:8GB"). "retired": what the words name instead; "hint":
// when nothing fits. source is "cloud", "kept" (of an earlier day) or "shipped" with this version.
// Cached for a day; where the cloud cannot be asked, the newest list at hand is used: see
// lct_catalogue_note.
int lct_catalogue(struct lct *t, const char *kind, const char *const *words,
    struct lct_answer **ret, struct lct_err *err);
// What one word of a plan means: {kind, word, retired, KIND: {...}, catalogue}; kind is "region",
// "type", "image" or "kernel". retired: it names what is gone, and this is its successor.
// LCT_ENOTFOUND: nothing; LCT_EUSAGE: several things, which the hint names.
int lct_catalogue_find(struct lct *t, const char *kind, const char *word, struct lct_answer **ret,
    struct lct_err *err);
// Did the toolkit have to use an older catalogue than the cloud's of today? A sentence that says
// which, and why; NULL: it did not. Borrowed until the toolkit is closed.
const char *lct_catalogue_note(const struct lct *t);

// Secrets. type is a name such as "personal-token" or "default-root-ssh-public-key" (a path of a
// public key's file; a private key's path reads its .pub and never stores the private one) or any
// path of up to 8 segments of [a-z0-9._-], of 255 bytes in all, none of which begins with '.' or
// '-'. A provider may take seconds, over a network; none is asked within a callback of this toolkit
// (LCT_EUSAGE). LCT_EUSAGE: no such name, or the value is none, or of more than 65536 bytes. n:
// bytes.
int lct_secret_set(
    struct lct *t, const char *type, const void *value, size_t n, struct lct_err *err);
// Calls back with the value, which is wiped afterwards. LCT_ENOTFOUND: there is none.
int lct_secret_get(struct lct *t, const char *type,
    void (*use)(void *user, const void *value, size_t n), void *user, struct lct_err *err);
// {"secrets": [{name}]}: their names, no values.
int lct_secret_list(struct lct *t, struct lct_answer **ret, struct lct_err *err);
// LCT_ENOTFOUND: there is none.
int lct_secret_delete(struct lct *t, const char *type, struct lct_err *err);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
