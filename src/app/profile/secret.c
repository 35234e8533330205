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
        return secrets_set_now(t->loop, t->secrets, &t->context, SECRET_PUBLIC_KEY, key, err);
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

    if (str_eq(type, SECRET_PUBLIC_KEY)) {
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

int
lct_secret_list(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *names_arena = arena_new();
    const char **names;
    size_t n;

    if (secrets_list_now(t->loop, t->secrets, &t->context, names_arena, &names, &n, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    struct arena *a = answer->arena;
    struct doc *list = doc_put(a, answer->root, "secrets", doc_list(a));
    for (size_t i = 0; i < n; i++)
        doc_put_string(a, doc_add(a, list, doc_map(a)), "name", names[i]);
    *ret = answer;
    return LCT_OK;
}

int
lct_secret_delete(struct lct *t, const char *type, struct lct_err *err)
{
    API_NEEDS(err, t && type);

    return secrets_remove_now(t->loop, t->secrets, &t->context, type, err);
}
