// Secrets by the names of 2017 and by path.
#include <string.h>

#include "app/toolkit.h"
#include "base/err.h"
#include "base/file.h"
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
read_public_key(const char *path, struct buf *text, struct lct_err *err)
{
    _own_(free) char *given = file_join("", path);
    _own_(buf) struct buf beside = { 0 };

    buf_addf(&beside, str_ends(given, ".pub") ? "%s" : "%s.pub", given);
    if (file_read(buf_str(&beside), KEY_FILE_MAX, text, err) < 0) {
        if (err->code == LCT_ENOTFOUND && file_exists(given))
            return file_read(given, KEY_FILE_MAX, text, err);
        return lct_hint(err, "make a key: ssh-keygen -t ed25519");
    }
    return LCT_OK;
}

static bool
is_public_key(const char *text)
{
    static const char *const kinds[] = { "ssh-ed25519 ", "ssh-rsa ", "ecdsa-sha2-",
        "sk-ssh-ed25519@openssh.com ", "sk-ecdsa-sha2-" };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (str_starts(text, kinds[i]))
            return !strchr(text, '\n');
    return false;
}

static int
set_public_key(struct lct *t, const char *value, struct lct_err *err)
{
    _own_(secret) struct secret *key = NULL;
    _own_(buf) struct buf text = { 0 };
    char *trimmed;

    if (is_public_key(value))
        buf_adds(&text, value);
    else if (read_public_key(value, &text, err) < 0)
        return err->code;
    trimmed = str_trim(text.data);
    if (!is_public_key(trimmed)) {
        secret_wipe(text.data, text.cap);
        lct_fail(err, LCT_EUSAGE, "%s is no SSH public key", value);
        return lct_hint(err, "give the path of the .pub file; a private key is never stored");
    }
    key = secret_new(trimmed, strlen(trimmed));
    return secrets_set_now(t->loop, t->secrets, &t->context, PUBLIC_KEY, key, err);
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
