// SPDX-License-Identifier: MIT
// Finding a cluster by its name, the application's id, or its UUID or the beginning of that.
#include <ctype.h>

#include "app/query/inventory.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"

#define PREFIX_MIN 8 // of a UUID: as much as is printed

static bool
is_uuid_prefix(const char *name)
{
    size_t n = strlen(name);

    for (const char *p = name; *p; p++)
        if (!isxdigit((unsigned char)*p) && *p != '-')
            return false;
    return n >= PREFIX_MIN && n < UUID_TEXT;
}

static int
fail_unknown(struct lct *t, struct arena *a, const char *name, struct lct_err *err)
{
    VEC(const char *) names = { 0 };
    const char *nearest;
    size_t n;
    struct cluster **clusters = kept_clusters(t, a, &n, err);

    if (!clusters)
        return err->code;
    for (size_t i = 0; i < n; i++) {
        vec_push(&names, clusters[i]->name);
        if (clusters[i]->app_id)
            vec_push(&names, clusters[i]->app_id);
    }
    nearest = str_nearest(name, names.items, names.n);
    lct_fail(err, LCT_ENOTFOUND, "there is no cluster %s", name);
    if (nearest)
        lct_hint(err, "did you mean %s?", nearest);
    vec_done(&names);
    return err->code;
}

static int
fail_several(const char *prefix, struct lct_err *err)
{
    lct_fail(err, LCT_EUSAGE, "several clusters have a UUID that begins with %s", prefix);
    return lct_hint(err, "give more of it, or the cluster's name");
}

static const char *
in_small_letters(struct arena *a, const char *text)
{
    char *small = arena_strdup(a, text);

    for (char *p = small; *p; p++)
        *p = (char)tolower((unsigned char)*p);
    return small;
}

// Destroyed ones are found by UUID only.
int
cluster_need(
    struct lct *t, struct arena *a, const char *name, struct cluster **ret, struct lct_err *err)
{
    struct ask asks[] = { ask_of(RECORD_CLUSTER, "name", name),
        ask_of(RECORD_CLUSTER, "app_id", name), ask_all(RECORD_CLUSTER) };
    const size_t n = is_uuid_prefix(name) ? 3 : 2;

    for (size_t i = 0; i < 2; i++)
        ask_and(&asks[i], "state", ASK_IS_NOT, state_name(STATE_DESTROYED));
    ask_and(&asks[2], "uuid", ASK_BEGINS, in_small_letters(a, name));
    if (store_need(t, err) < 0 || kept_answer(t, a, asks, n, err) < 0)
        return err->code;
    for (size_t i = 0; i < n; i++) {
        struct cluster **found = asks[i].found;
        if (asks[i].n > 1)
            return fail_several(name, err);
        *ret = asks[i].n ? *found : NULL;
        if (*ret)
            return LCT_OK;
    }
    return fail_unknown(t, a, name, err);
}
