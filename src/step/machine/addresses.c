// SPDX-License-Identifier: MIT
// machine.addresses: the machine has as many public IPv4 addresses beside its first one as the plan
// says. It is looked at, then one is asked for or given back, until there is nothing to change: so
// it may be begun anew.
#include "base/err.h"
#include "base/str.h"
#include "base/texts.h"
#include "step/kinds.h"

static void look(struct step *s);

static const char *
next_of(const struct node *n, const char *const *there)
{
    for (; *there; there++)
        if (!str_eq(*there, n->public_ipv4) && !texts_have(n->extra_ipv4, *there))
            return *there;
    return NULL;
}

// Those that are noted and there; then, as many as are wanted, those that an earlier try got
// without hearing of it. What is beyond that is a stranger's, and stays.
static const char *const *
own_of(const struct member *m, const char *const *there)
{
    struct arena *a = m->world->arena;
    const size_t most = texts_count(there) + texts_count(m->node->extra_ipv4) + 1;
    const char **own = arena_array(a, most, sizeof *own);
    struct node found = *m->node;
    const char *next;
    size_t n = 0;

    for (const char *const *one = m->node->extra_ipv4; one && *one; one++)
        if (texts_have(there, *one))
            own[n++] = *one;
    found.extra_ipv4 = own;
    while (n < m->np->extra_ipv4 && (next = next_of(&found, there)))
        own[n++] = arena_strdup(a, next);
    return own;
}

// Those who were told already hear of it, too.
static void
note(struct member *m, const char *const *own)
{
    if (texts_same(own, m->node->extra_ipv4))
        return;
    m->node->extra_ipv4 = own;
    member_save(m);
    if (m->world->known)
        m->world->generation++;
}

// Somebody was faster, or nobody heard the answer: it is looked at again.
static void
changed(struct step *s, const struct lct_err *err)
{
    struct lct_err told = *err;

    if (told.code == LCT_OK) {
        look(s);
        return;
    }
    if (told.code == LCT_EAMBIGUOUS || told.code == LCT_ENOTFOUND)
        told.code = LCT_ERETRY;
    step_end(s, &told);
}

static void
added(void *user, const struct lct_err *err, const char *address)
{
    struct step *s = user;
    const struct member *m = s->item;
    struct lct_err told = *err;

    (void)address; // the next look finds it
    if (told.code == LCT_EFAILED)
        lct_hint(&told,
            "ask Linode's support for more addresses, or say less than extra_ipv4: %u; then try "
            "again",
            m->np->extra_ipv4);
    changed(s, &told);
}

static void
removed(void *user, const struct lct_err *err)
{
    changed(user, err);
}

static void
looked(void *user, const struct lct_err *err, const char *const *there)
{
    struct step *s = user;
    struct member *m = s->item;
    struct cloud *c = m->world->cloud;
    size_t n;

    if (err->code != LCT_OK) {
        step_end(s, err);
        return;
    }
    note(m, own_of(m, there));
    n = texts_count(m->node->extra_ipv4);
    if (n < m->np->extra_ipv4)
        c->ops->addresses->ipv4_add(c, m->node->cloud_id, added, s);
    else if (n > m->np->extra_ipv4)
        c->ops->addresses->ipv4_remove(
            c, m->node->cloud_id, m->node->extra_ipv4[n - 1], removed, s);
    else
        step_end(s, NULL);
}

static void
look(struct step *s)
{
    const struct member *m = s->item;
    struct cloud *c = m->world->cloud;

    c->ops->addresses->ipv4s(c, m->node->cloud_id, looked, s);
}

const struct step_kind machine_addresses = {
    .name = "machine.addresses",
    .verb = "giving further addresses",
    .past = "given its further addresses",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "address.add",
    .start = look,
    .failed = member_failed,
};
