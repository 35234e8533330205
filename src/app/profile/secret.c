// SPDX-License-Identifier: MIT
// Secrets by the names of 2017 and by path.
#include <string.h>

#include "app/toolkit.h"
#include "base/env.h"
#include "base/err.h"
#include "base/file.h"
#include "base/public_key.h"
#include "base/str.h"

#define KEY_FILE_MAX 16384

static const char PUBLIC_KEY[] = "default-root-ssh-public-key";

struct waiting {
    struct lct_err *err;
    struct lct_answer *answer;
    bool done;
};

// The text of a public key file; of a private key's path the .pub beside it is read.
static int
read_public_key(struct lct *t, const char *path, struct buf *text, struct lct_err *err)
{
    _own_(free) char *given = env_path(t->environment, "", path);
    _own_(buf) struct buf beside = { 0 };

    buf_addf(&beside, str_ends(given, ".pub") ? "%s" : "%s.pub", given);
    if (file_read(buf_str(&beside), KEY_FILE_MAX, text, err) < 0) {
        if (err->code == LCT_ENOTFOUND && file_exists(given))
            return file_read(given, KEY_FILE_MAX, text, err);
        return lct_hint(err, "make a key: ssh-keygen -t ed25519");
    }
    return LCT_OK;
}

// The key itself, or the path of its file.
static int
set_public_key(struct lct *t, const char *value, struct lct_err *err)
{
    _own_(secret) struct secret *key = NULL;
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf text = { 0 };
    _own_(free) char *path = env_path(t->environment, "", value);
    bool is_file = file_exists(path) || !strpbrk(value, " \t\n");
    const char *line;

    if (!is_file)
        buf_adds(&text, value);
    else if (read_public_key(t, value, &text, err) < 0)
        return err->code;
    int code = public_key_read(a, buf_str(&text), &line, err);
    secret_wipe(text.data, text.cap);
    if (code == LCT_OK) {
        key = secret_new(line, strlen(line));
        return secrets_set_now(t->loop, t->secrets, &t->context, PUBLIC_KEY, key, err);
    }
    secret_wipe((char *)(uintptr_t)line, strlen(line)); // it may be a private one
    lct_wrap(err, "%s is no SSH public key", is_file ? value : "this");
    return err->code = LCT_EUSAGE;
}

int
lct_secret_set(struct lct *t, const char *type, const void *value, size_t n, struct lct_err *err)
{
    API_NEEDS(err, t && type && value);
    _own_(secret) struct secret *secret = NULL;

    if (str_eq(type, PUBLIC_KEY)) {
        _own_(free) char *text = strndup(value, n);
        return set_public_key(t, str_trim(text), err);
    }
    if (!n)
        return lct_fail(err, LCT_EUSAGE, "the value is empty");
    secret = secret_new(value, n);
    return secrets_set_now(t->loop, t->secrets, &t->context, type, secret, err);
}

int
lct_secret_get(struct lct *t, const char *type,
    void (*use)(void *user, const void *value, size_t n), void *user, struct lct_err *err)
{
    API_NEEDS(err, t && type && use);
    _own_(secret) struct secret *secret = NULL;
    const char *value;
    size_t n;

    if (secrets_get_now(t->loop, t->secrets, &t->context, type, &secret, err) < 0)
        return err->code;
    value = secret_reveal(secret, &n);
    use(user, value, n);
    return LCT_OK;
}

static void
listed(void *user, const struct lct_err *err, const char *const *names, size_t n)
{
    struct waiting *w = user;
    struct arena *a = w->answer->arena;
    struct doc *list = doc_put(a, w->answer->root, "secrets", doc_list(a));

    w->done = true;
    *w->err = *err;
    for (size_t i = 0; i < n; i++) {
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "name", names[i]);
    }
}

int
lct_secret_list(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    struct waiting w = { .err = err, .answer = answer_new() };

    t->secrets->ops->list(t->secrets, &t->context, NULL, listed, &w);
    loop_run(t->loop, &w.done);
    if (err->code == LCT_OK)
        *ret = w.answer;
    else
        lct_answer_free(w.answer);
    return err->code;
}

static void
removed(void *user, const struct lct_err *err)
{
    struct waiting *w = user;

    w->done = true;
    *w->err = *err;
}

int
lct_secret_delete(struct lct *t, const char *type, struct lct_err *err)
{
    API_NEEDS(err, t && type);
    struct waiting w = { .err = err };

    t->secrets->ops->remove(t->secrets, &t->context, type, removed, &w);
    loop_run(t->loop, &w.done);
    return err->code;
}
