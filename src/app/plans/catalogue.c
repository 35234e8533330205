// SPDX-License-Identifier: MIT
// What the cloud offers: fetched at most once a day per address, else from the cache; what is only
// looked at may be older.
#include "app/plans/catalogue.h"

#include <stdlib.h>

#include "app/toolkit.h"
#include "base/digest.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "cloud/linode/linode.h"
#include "text/json.h"

#define FRESH_MS (24 * 3600 * 1000LL)
#define PATIENCE_MS 8000 // for an answer that can be done without
#define CACHE_MAX (16u << 20)

// One cache file per API address.
static char *
cache_path(const struct lct *t)
{
    char digest[DIGEST_TEXT];

    digest_text(t->url, strlen(t->url), digest);
    digest[16] = '\0';
    return mem_printf("%s/catalogue-%s.json", t->cache_dir, digest);
}

// Whatever its age; NULL: there is none that could be used.
static struct catalogue *
cache_read(const struct lct *t)
{
    _own_(free) char *path = cache_path(t);
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf text = { 0 };
    struct catalogue *c;
    struct doc *d;

    if (file_read(path, CACHE_MAX, &text, ERR_IGNORED) < 0 ||
        json_parse(a, buf_str(&text), text.len, CACHE_MAX, false, &d, ERR_IGNORED) < 0 ||
        !doc_get(doc_at(doc_get(d, "regions"), 0), "can")) // that is of an earlier version
        return NULL;
    c = catalogue_of_doc(d);
    if (c->n_regions && c->n_types && c->n_images)
        return c;
    arena_free(c->arena);
    return NULL;
}

// A cache that cannot be written is no reason to fail.
static void
cache_write(const struct lct *t, const struct catalogue *c)
{
    _own_(free) char *path = cache_path(t);
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf text = { 0 };

    json_print(&text, catalogue_doc(a, c), JSON_COMPACT);
    if (file_mkdirs(t->cache_dir, 0700, ERR_IGNORED) == LCT_OK)
        file_write(path, buf_str(&text), text.len, 0600, ERR_IGNORED);
}

struct fetch {
    struct op *op;
    struct catalogue *catalogue;
    struct lct_err *err;
    bool done, late;
};

static void
fetched(void *user, const struct lct_err *err, struct catalogue *c)
{
    struct fetch *f = user;

    f->done = true;
    f->catalogue = c;
    *f->err = *err;
}

static void
fetch_late(void *user)
{
    struct fetch *f = user;

    f->late = true;
    op_cancel(f->op);
}

static void
fetch_run(struct lct *t, struct cloud *cloud, int64_t limit_ms, struct fetch *f)
{
    struct timer *timer = NULL;

    f->op = cloud->ops->catalogue->fetch(cloud, fetched, f);
    if (limit_ms)
        timer = timer_start(t->loop, limit_ms, fetch_late, f);
    loop_run(t->loop, &f->done);
    timer_stop(timer);
    if (f->late && f->err->code == LCT_ECANCELLED)
        lct_fail(f->err, LCT_ERETRY, "no answer within %lld seconds", (long long)limit_ms / 1000);
}

// limit_ms 0: as long as it takes.
static int
fetch(struct lct *t, int64_t limit_ms, struct catalogue **ret, struct lct_err *err)
{
    _own_(secret) struct secret *token = NULL;
    struct fetch f = { .err = err };
    struct cloud *cloud;

    // Without a token only what is public is listed: no images of one's own.
    token_find(t, &token, NULL, ERR_IGNORED);
    if (t->drivers->cloud(t, CLOUD_READ, token, NULL, &cloud, err) < 0)
        return err->code;
    fetch_run(t, cloud, limit_ms, &f);
    cloud->ops->close(cloud);
    if (err->code != LCT_OK) {
        if (!token && err->code == LCT_EAUTH)
            token_hint(err); // whoever has no token is new here
        return lct_wrap(err, "asking %s what it offers", t->url);
    }
    f.catalogue->fetched_ms = loop_wall_ms(t->loop);
    *ret = f.catalogue;
    return LCT_OK;
}

static bool
is_fresh(const struct lct *t, const struct catalogue *c)
{
    int64_t age = loop_wall_ms(t->loop) - c->fetched_ms;

    return age >= 0 && age <= FRESH_MS;
}

// What was kept, or what was shipped, if that is newer.
static int
older_need(struct lct *t, struct lct_err *err)
{
    struct catalogue *shipped;

    if (t->older && t->older->embedded)
        return LCT_OK;
    if (linode_catalogue_shipped(&shipped, err) < 0)
        return t->older ? LCT_OK : err->code;
    if (t->older && t->older->fetched_ms >= shipped->fetched_ms) {
        arena_free(shipped->arena);
        return LCT_OK;
    }
    if (t->older)
        arena_free(t->older->arena);
    t->older = shipped;
    return LCT_OK;
}

static void
note_older(struct lct *t, const struct lct_err *why)
{
    char text[CLOCK_TEXT];

    clock_text(t->older->fetched_ms, text);
    t->catalogue_note = arena_printf(t->arena, "the catalogue of %.10s that %s is used: %s", text,
        t->older->embedded ? "comes with this version" : "was kept", why->text);
}

// What was kept stays until something better is at hand; of today it is as good as fetched.
static void
look_in_cache(struct lct *t)
{
    if (t->catalogue || t->older)
        return;
    t->older = cache_read(t);
    if (t->older && is_fresh(t, t->older)) {
        t->catalogue = t->older;
        t->older = NULL;
    }
}

static int
need(struct lct *t, enum catalogue_wish wish, const struct catalogue **ret, struct lct_err *err)
{
    struct lct_err why = { 0 };

    if (t->offline && wish == CATALOGUE_BEST)
        wish = CATALOGUE_OFFLINE;
    look_in_cache(t);
    *ret = t->catalogue;
    if (*ret)
        return LCT_OK;
    if (wish != CATALOGUE_OFFLINE && !(wish == CATALOGUE_BEST && t->catalogue_note)) {
        if (fetch(t, wish == CATALOGUE_BEST ? PATIENCE_MS : 0, &t->catalogue, &why) == LCT_OK)
            cache_write(t, t->catalogue);
        *ret = t->catalogue;
    }
    if (why.code && wish == CATALOGUE_LIVE) {
        *err = why;
        return err->code;
    }
    if (!*ret && older_need(t, err) < 0)
        return err->code;
    if (why.code)
        note_older(t, &why);
    *ret = *ret ? *ret : t->older;
    return LCT_OK;
}

int
catalogue_need(
    struct lct *t, enum catalogue_wish wish, const struct catalogue **ret, struct lct_err *err)
{
    return need(t, wish, ret, err);
}

const char *
lct_catalogue_note(const struct lct *t)
{
    return t ? t->catalogue_note : NULL;
}
