// SPDX-License-Identifier: MIT
// Names of files and folders in git: only whole commits, so that a plan means the same tomorrow;
// only addresses that nothing secret is in, since plans are kept and shown.
#include "model/git.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "model/tree.h"

#define FORM "git+https://HOST/REPOSITORY@COMMIT//PATH"
#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"
#define END_OF_URL " \t\n'\""
#define OF_URL PLAIN "~%+/:@[]"

bool
git_named(const char *name)
{
    return str_starts(name, "git+") || str_starts(name, "git::");
}

static int
fail_form(struct lct_err *err, const char *what)
{
    lct_fail(err, LCT_EPLAN, "%s", what);
    return lct_hint(err, "write " FORM);
}

// ---- shown

// Ends what may be a user, a password or a host: all before the first of these.
static size_t
authority_of(const char *text)
{
    return strcspn(text, "/?#" END_OF_URL);
}

// Of ssh a user without a password is no secret.
static bool
is_secret(const char *text, const char *authority, size_t user)
{
    const bool ssh = authority - text >= 6 && memcmp(authority - 6, "ssh://", 6) == 0;

    return user && !(ssh && !memchr(authority, ':', user));
}

// What stands behind "://": its user, and what it asks for behind a '?'.
static const char *
add_shown(struct buf *out, const char *text, const char *mark, bool *hid)
{
    const char *at = memrchr(mark, '@', authority_of(mark));
    const char *end, *query;

    if (at && is_secret(text, mark, (size_t)(at - mark))) {
        buf_adds(out, "***");
        *hid = true;
        mark = at;
    }
    end = mark + strcspn(mark, END_OF_URL);
    query = memchr(mark, '?', (size_t)(end - mark));
    buf_add(out, mark, (size_t)((query ? query : end) - mark));
    if (query) {
        buf_adds(out, "?***");
        *hid = true;
    }
    return end;
}

const char *
git_shown(struct arena *a, const char *text)
{
    _own_(buf) struct buf out = { 0 };
    const char *rest = text;
    bool hid = false;

    for (const char *mark; (mark = strstr(rest, "://"));) {
        mark += strlen("://");
        buf_add(&out, rest, (size_t)(mark - rest));
        rest = add_shown(&out, text, mark, &hid);
    }
    buf_adds(&out, rest);
    return hid ? arena_strdup(a, buf_str(&out)) : text;
}

// ---- read

static int
check_user(const char *text, const char *authority, struct lct_err *err)
{
    const char *at = memrchr(authority, '@', authority_of(authority));

    if (!at || (is_secret(text, authority, (size_t)(at - authority)) == false && at > authority))
        return LCT_OK;
    lct_fail(err, LCT_EPLAN, "a user or password in an address would be kept and shown");
    return lct_hint(err, "git itself has it: by a credential helper, or by ssh with an agent");
}

static int
check_url(const char *url, struct lct_err *err)
{
    const char *authority = strstr(url, "://") + 3;
    const bool file = str_starts(url, "file://");
    const size_t n = strlen(authority);

    if (!file && !str_starts(url, "https://") && !str_starts(url, "ssh://"))
        return fail_form(err, "git is asked by https://, ssh:// and file:// only");
    if (check_user(url, authority, err) < 0)
        return err->code;
    if (strspn(authority, OF_URL) != n || strchr(strchr(authority, '/'), '@'))
        return fail_form(err, "its address has characters that addresses of git have not");
    if (file ? *authority != '/' : !strchr(PLAIN "[", *authority) || strchr("-.", *authority))
        return fail_form(err, "its address names no host, or a file without the path from /");
    return LCT_OK;
}

// A branch or a tag may be another tomorrow.
static int
check_commit(const struct git_name *g, struct lct_err *err)
{
    const char *ref = *g->commit && !g->commit[strspn(g->commit, PLAIN "/")] ? g->commit : "HEAD";

    if (strlen(g->commit) == GIT_COMMIT && !g->commit[strspn(g->commit, "0123456789abcdef")])
        return LCT_OK;
    lct_fail(err, LCT_EPLAN,
        "'%.100s' is no whole commit of %d digits, and what else it may be can change", g->commit,
        GIT_COMMIT);
    return lct_hint(err, "git ls-remote %s %.100s tells its commit", g->url, ref);
}

static const char *
last_of(struct arena *a, const struct git_name *g)
{
    const char *text = *g->path ? g->path : g->url, *slash = strrchr(text, '/');
    const char *last = slash ? slash + 1 : text;

    return *g->path || !str_ends(last, ".git")
               ? last
               : arena_strndup(a, last, strlen(last) - strlen(".git"));
}

// "site/" is "site".
static const char *
without_slashes(struct arena *a, const char *path)
{
    size_t n = strlen(path);

    while (n && path[n - 1] == '/')
        n--;
    return arena_strndup(a, path, n);
}

int
git_name_read(struct arena *a, const char *name, struct git_name *ret, struct lct_err *err)
{
    const char *url = name + strlen("git+"), *mark = strstr(name, "://");
    const char *path = mark ? strstr(mark + 3, "//") : NULL;
    const char *fault;

    *ret = (struct git_name){ .path = path ? without_slashes(a, path + 2) : "" };
    if (!str_starts(name, "git+") || !mark || mark < url)
        return fail_form(err, "it is no name of something in git");
    char *whole = arena_strndup(a, url, path ? (size_t)(path - url) : strlen(url));
    char *host = whole + (mark + 3 - url), *slash = strchr(host, '/');
    char *at = slash ? strrchr(slash, '@') : NULL;
    if (!at) {
        if (check_user(whole, host, err) == LCT_OK)
            fail_form(err, "it does not say which commit");
        return err->code;
    }
    *at = '\0';
    ret->url = whole;
    ret->commit = at + 1;
    if (check_url(ret->url, err) < 0 || check_commit(ret, err) < 0)
        return err->code;
    if (*ret->path && (fault = tree_path_fault(ret->path)))
        return fail_form(err, fault);
    ret->last = last_of(a, ret);
    return LCT_OK;
}
