// SPDX-License-Identifier: MIT
// Where the API token comes from: the caller, the environment, the profile, the secrets store.
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "app/toolkit.h"
#include "base/advice.h"
#include "base/env.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/url.h"

#define TOKEN_MAX 4096

static int
token_of_text(char *text, const char *where, struct secret **ret, struct lct_err *err)
{
    const char *token = str_trim(text);
    size_t n = strlen(token);

    if (!n)
        return lct_fail(err, LCT_EAUTH, "%s holds no token", where);
    for (size_t i = 0; i < n; i++)
        if (token[i] <= ' ' || token[i] > '~')
            return lct_fail(err, LCT_EAUTH, "%s holds characters no token has", where);
    *ret = secret_new(token, n);
    return LCT_OK;
}

static int
token_of_file(const char *path, struct secret **ret, struct lct_err *err)
{
    struct buf text = { 0 };
    int code = file_read(path, TOKEN_MAX, &text, err);

    if (code == LCT_OK)
        code = token_of_text(text.data, path, ret, err);
    else if (code == LCT_ENOTFOUND)
        err->code = code = LCT_EAUTH;
    if (text.data)
        secret_wipe(text.data, text.cap);
    buf_done(&text);
    return code;
}

static int
token_of_environment(const char *value, struct secret **ret, struct lct_err *err)
{
    char *copy = mem_strdup(value);
    int code = token_of_text(copy, "LINODE_TOKEN", ret, err);

    secret_wipe(copy, strlen(copy));
    free(copy);
    return code;
}

int
token_hint(struct lct_err *err)
{
    return lct_hint(err,
        "make one at https://cloud.linode.com/profile/tokens (Linodes, Volumes: read/write, "
        "Events: read), "
        "then: %s\n"
        "      or try everything without an account: %s",
        ADVICE(SECRET_SET, "personal-token"), ADVICE(LAB_START));
}

// The token of whoever may have given one for the real Linode; *from stays NULL where nobody has.
static int
token_given(struct lct *t, struct secret **ret, const char **from, struct lct_err *err)
{
    const char *credentials = env_get(t->environment, "CREDENTIALS_DIRECTORY");
    const char *token = env_get(t->environment, "LINODE_TOKEN");
    _own_(free) char *credential = credentials ? mem_printf("%s/linode-token", credentials) : NULL;

    if (t->token_file) {
        *from = "--token-file";
        return token_of_file(t->token_file, ret, err);
    }
    if (token) {
        *from = "LINODE_TOKEN";
        return token_of_environment(token, ret, err);
    }
    if (credential && file_exists(credential)) {
        *from = "CREDENTIALS_DIRECTORY";
        return token_of_file(credential, ret, err);
    }
    *ret = NULL;
    return LCT_OK;
}

static int
token_of_secrets(struct lct *t, struct secret **ret, struct lct_err *err)
{
    int code = secrets_get_now(t->loop, t->secrets, &t->context, SECRET_TOKEN, ret, err);

    if (code != LCT_ENOTFOUND)
        return code;
    lct_fail(err, LCT_EAUTH, "no API token for profile %s", t->profile.name);
    return token_hint(err);
}

// The lab's profile is the one that lab start writes: its token is from the lab, and for it.
static bool
is_of_lab(const struct profile *p)
{
    return p->token_file && (p->dialer || str_eq(p->name, "lab"));
}

static bool
secrets_equal(const struct secret *a, const struct secret *b)
{
    size_t n, m;
    const char *x = secret_reveal(a, &n), *y = secret_reveal(b, &m);

    return n == m && sodium_memcmp(x, y, n) == 0;
}

// A lab has no use for the real Linode's token, and nobody else for the lab's: neither is sent.
static int
token_of_lab(struct lct *t, const struct secret *given, const char *from, struct secret **ret,
    struct lct_err *err)
{
    int code;

    if (!url_is_loopback(t->url)) {
        lct_fail(err, LCT_EAUTH, "the token of the lab is not for %s", t->url);
        return lct_hint(
            err, "unset LINODE_URL, or choose another profile than %s", t->profile.name);
    }
    code = token_of_file(t->profile.token_file, ret, err);
    if (code != LCT_OK || !given || secrets_equal(given, *ret))
        return code;
    secret_free(*ret);
    *ret = NULL;
    lct_fail(err, LCT_EAUTH, "the lab does not know the token of %s; %s", from,
        from[0] == '-' ? "leave it out" : "unset it");
    return lct_hint(err, "the profile %s has a token of its own, from the lab", t->profile.name);
}

int
token_find(struct lct *t, struct secret **ret, const char **source, struct lct_err *err)
{
    _own_(secret) struct secret *given = NULL;
    const char *from = NULL;
    int code = token_given(t, &given, &from, err);

    if (code == LCT_OK && is_of_lab(&t->profile)) {
        code = token_of_lab(t, given, from, ret, err);
        from = "the profile";
    } else if (code == LCT_OK && given) {
        *ret = take(given);
    } else if (code == LCT_OK && t->profile.token_file) {
        from = "the profile";
        code = token_of_file(t->profile.token_file, ret, err);
    } else if (code == LCT_OK) {
        from = "the secret personal-token";
        code = token_of_secrets(t, ret, err);
    }
    if (source)
        *source = from;
    return code;
}

int
lct_token_check(struct lct *t, struct lct_err *err)
{
    API_NEEDS(err, t);
    _own_(secret) struct secret *token = NULL;

    return token_find(t, &token, NULL, err);
}
