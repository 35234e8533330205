// Where the API token comes from: the caller, the environment, the profile, the secrets store.
#include <stdlib.h>
#include <string.h>

#include "app/toolkit.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

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
token_of_environment(struct secret **ret, struct lct_err *err)
{
    char *copy = mem_strdup(getenv("LINODE_TOKEN"));
    int code = token_of_text(copy, "LINODE_TOKEN", ret, err);

    secret_wipe(copy, strlen(copy));
    free(copy);
    return code;
}

int
token_hint(struct lct_err *err)
{
    return lct_hint(err,
        "make one at https://cloud.linode.com/profile/tokens (Linodes: read/write, Events: read), "
        "then: linodetool secret set personal-token -\n"
        "      or try everything without an account: linodetool lab start");
}

int
token_find(struct lct *t, struct secret **ret, const char **source, struct lct_err *err)
{
    const char *credentials = getenv("CREDENTIALS_DIRECTORY"), *from = NULL;
    _own_(free) char *credential =
        str_empty(credentials) ? NULL : mem_printf("%s/linode-token", credentials);
    int code;

    if (t->token_file) {
        from = "--token-file";
        code = token_of_file(t->token_file, ret, err);
    } else if (!str_empty(getenv("LINODE_TOKEN"))) {
        from = "LINODE_TOKEN";
        code = token_of_environment(ret, err);
    } else if (credential && file_exists(credential)) {
        from = "CREDENTIALS_DIRECTORY";
        code = token_of_file(credential, ret, err);
    } else if (t->profile.token_file) {
        from = "profile";
        code = token_of_file(t->profile.token_file, ret, err);
    } else {
        from = "secrets";
        code = secrets_get_now(t->loop, t->secrets, &t->context, "personal-token", ret, err);
        if (code == LCT_ENOTFOUND) {
            code = lct_fail(err, LCT_EAUTH, "no API token for profile %s", t->profile.name);
            token_hint(err);
        }
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
