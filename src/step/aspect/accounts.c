// SPDX-License-Identifier: MIT
// Users, groups and keys of a member.
#include "step/aspect/accounts.h"

#include "base/str.h"
#include "step/aspect/secure.h"
#include "step/kinds.h"

static void
add_texts(struct buf *out, const char *const *texts)
{
    for (; texts && *texts; texts++)
        buf_addf(out, " %s", *texts);
}

static bool
names_nobody(const struct node_plan *np)
{
    return !np->n_groups && !np->n_users && !(np->keys && *np->keys);
}

static int
render(struct rendered *r, struct lct_err *err)
{
    const struct node_plan *np = r->member->np;
    _own_(buf) struct buf all = { 0 };
    char digest[DIGEST_TEXT];

    (void)err;
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
    r->digest = names_nobody(np) ? "" : arena_strdup(r->member->world->arena, digest);
    return LCT_OK;
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

static int
step(const struct rendered *r, struct bundle_step *ret, struct lct_err *err)
{
    return accounts_step(r->member, ret, err);
}

const struct aspect aspect_users = {
    .id = ASPECT_USERS,
    .name = "users",
    .kind = &node_accounts,
    .basis = ASPECT_OF_PLAN,
    .look = "look_users.sh",
    .limit_ms = 120000,
    .render = render,
    .step = step,
};
