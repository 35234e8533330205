// SPDX-License-Identifier: MIT
// What secrets may be called, and secrets for code outside of callbacks.
#include "port/secrets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"

static const char NAME_BYTES[] = "abcdefghijklmnopqrstuvwxyz0123456789._-";
static const char CONTEXT_BYTES[] =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-@+";

// ---- names

// Neither hidden, nor a way up, nor an option of a program.
static bool
is_segment(const char *s, size_t n, const char *bytes)
{
    return n > 0 && n <= SECRET_SEGMENT_MAX && s[0] != '.' && s[0] != '-' && strspn(s, bytes) >= n;
}

static bool
is_name(const char *text)
{
    for (int segments = 1; segments <= SECRET_SEGMENTS_MAX; segments++) {
        size_t n = strcspn(text, "/");
        if (!is_segment(text, n, NAME_BYTES))
            return false;
        if (!text[n])
            return true;
        text += n + 1;
    }
    return false;
}

int
secret_name_parse(const char *text, struct secret_name *ret, struct lct_err *err)
{
    size_t n = strlen(text);

    if (n <= SECRET_NAME_MAX && is_name(text)) {
        memcpy(ret->text, text, n + 1);
        return LCT_OK;
    }
    lct_fail(err, LCT_EUSAGE, "\"%.100s\" is no name for a secret", text);
    return lct_hint(err,
        "use a-z, 0-9, '.', '_' and '-', with '/' between at most %d parts, none of which begins "
        "with '.' or '-'; %d bytes at most",
        SECRET_SEGMENTS_MAX, SECRET_NAME_MAX);
}

int
secret_context_check(const struct context *ctx, struct lct_err *err)
{
    const char *app = ctx->app ? ctx->app : "", *customer = ctx->customer ? ctx->customer : "";

    if (is_segment(app, strlen(app), CONTEXT_BYTES) &&
        is_segment(customer, strlen(customer), CONTEXT_BYTES))
        return LCT_OK;
    lct_fail(err, LCT_EUSAGE, "the context %.60s/%.60s cannot hold secrets", app, customer);
    return lct_hint(err, "use letters, digits, '.', '_', '-', '@' and '+' in its two names");
}

const char *
secret_name_root(const char *cluster_uuid, char out[static SECRET_NAME_MAX + 1])
{
    snprintf(out, SECRET_NAME_MAX + 1, "clusters/%s/root", cluster_uuid);
    return out;
}

// ---- for code outside of callbacks

struct waiting {
    struct secret *value;
    struct arena *arena;
    const char **names;
    size_t n;
    struct lct_err *err;
    bool done;
};

static int
may_wait(const struct loop *l, const struct context *ctx, struct lct_err *err)
{
    if (loop_is_turning(l))
        return lct_fail(err, LCT_EUSAGE, "secrets cannot be waited for within a callback");
    return secret_context_check(ctx, err);
}

static void
done(void *user, const struct lct_err *err)
{
    struct waiting *w = user;

    w->done = true;
    *w->err = *err;
}

static void
got(void *user, const struct lct_err *err, const struct secret *value)
{
    struct waiting *w = user;

    done(w, err);
    if (err->code == LCT_OK)
        w->value = secret_copy(value);
}

int
secrets_get_now(struct loop *l, struct secrets *s, const struct context *ctx, const char *name,
    struct secret **ret, struct lct_err *err)
{
    struct waiting w = { .err = err };
    struct secret_name checked;

    *ret = NULL;
    if (may_wait(l, ctx, err) < 0 || secret_name_parse(name, &checked, err) < 0)
        return err->code;
    s->ops->get(s, ctx, &checked, got, &w);
    loop_run(l, &w.done);
    *ret = w.value;
    return err->code;
}

int
secrets_set_now(struct loop *l, struct secrets *s, const struct context *ctx, const char *name,
    const struct secret *value, struct lct_err *err)
{
    struct waiting w = { .err = err };
    struct secret_name checked;
    size_t n;

    if (may_wait(l, ctx, err) < 0 || secret_name_parse(name, &checked, err) < 0)
        return err->code;
    secret_reveal(value, &n);
    if (n > SECRET_MAX)
        return lct_fail(err, LCT_EUSAGE, "the secret %s is larger than %d bytes", name, SECRET_MAX);
    s->ops->set(s, ctx, &checked, value, done, &w);
    loop_run(l, &w.done);
    return err->code;
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

// What is no name (a temporary of a write that died, a stranger's file) is no secret.
static void
listed(void *user, const struct lct_err *err, const char *const *names, size_t n)
{
    struct waiting *w = user;
    struct secret_name checked;

    done(w, err);
    w->names = arena_array(w->arena, n + 1, sizeof *w->names);
    for (size_t i = 0; i < n; i++)
        if (secret_name_parse(names[i], &checked, ERR_IGNORED) == LCT_OK)
            w->names[w->n++] = arena_strdup(w->arena, names[i]);
    qsort(w->names, w->n, sizeof *w->names, by_name);
}

int
secrets_list_now(struct loop *l, struct secrets *s, const struct context *ctx, struct arena *a,
    const char ***names, size_t *n, struct lct_err *err)
{
    struct waiting w = { .err = err, .arena = a };

    if (may_wait(l, ctx, err) < 0)
        return err->code;
    s->ops->list(s, ctx, listed, &w);
    loop_run(l, &w.done);
    *names = w.names;
    *n = w.n;
    return err->code;
}

int
secrets_remove_now(struct loop *l, struct secrets *s, const struct context *ctx, const char *name,
    struct lct_err *err)
{
    struct waiting w = { .err = err };
    struct secret_name checked;

    if (may_wait(l, ctx, err) < 0 || secret_name_parse(name, &checked, err) < 0)
        return err->code;
    s->ops->remove(s, ctx, &checked, done, &w);
    loop_run(l, &w.done);
    return err->code;
}
