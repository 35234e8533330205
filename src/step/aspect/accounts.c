// Users, groups and keys of a member.
#include "step/aspect/accounts.h"

#include "base/str.h"
#include "step/aspect/secure.h"

static void
add_texts(struct buf *out, const char *const *texts)
{
    for (; texts && *texts; texts++)
        buf_addf(out, " %s", *texts);
}

void
accounts_digest(const struct node_plan *np, char digest[static DIGEST_TEXT])
{
    _own_(buf) struct buf all = { 0 };

    // Earlier versions took nothing away from users: nodes that they made are told all of it again.
    buf_adds(&all, "all of it\n");
    for (size_t i = 0; i < np->n_groups; i++)
        buf_addf(&all, "group %s %lld %d\n", np->groups[i].name, (long long)np->groups[i].gid,
            np->groups[i].system);
    for (size_t i = 0; i < np->n_users; i++) {
        const struct plan_user *u = &np->users[i];
        buf_addf(&all, "user %s %s %d", u->name, u->shell ? u->shell : "-", u->sudo);
        add_texts(&all, u->groups);
        add_texts(&all, u->keys);
        buf_addc(&all, '\n');
    }
    add_texts(&all, np->keys);
    digest_text(buf_str(&all), all.len, digest);
}

// A node of which nothing is noted has none.
bool
accounts_differ(const struct member *m)
{
    static const struct node_plan nobody;
    char wanted[DIGEST_TEXT], has[DIGEST_TEXT];

    accounts_digest(m->np, wanted);
    accounts_digest(&nobody, has);
    return !str_eq(m->accounts_digest ? m->accounts_digest : has, wanted);
}

int
accounts_step(struct member *m, struct bundle_step *ret, struct lct_err *err)
{
    struct world *w = m->world;
    const struct secure secure = {
        .admin = w->admin,
        .hostname = m->node->name,
        .keys = w->authorized_keys,
        .more_keys = m->np->keys,
        .groups = m->np->groups,
        .n_groups = m->np->n_groups,
        .users = m->np->users,
        .n_users = m->np->n_users,
    };

    return secure_step(w->arena, &secure, ret, err);
}

int
accounts_save(struct member *m, struct lct_err *err)
{
    struct store *store = m->world->store;
    char digest[DIGEST_TEXT];
    const struct fact fact = {
        .node = m->node->uuid,
        .key = FACT_ACCOUNTS,
        .value = digest,
        .at_ms = loop_wall_ms(m->world->loop),
    };

    accounts_digest(m->np, digest);
    m->accounts_digest = arena_strdup(m->world->arena, digest);
    return store->ops->fact_put(store, &fact, err);
}
