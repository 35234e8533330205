// SPDX-License-Identifier: MIT
// What is noted of each node tells which plan it has a part of: the kept one, or one before it.
// Then the two plans tell what changes on it.
#include "app/operation/preview_contents.h"

#include "app/plans/plan.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "step/aspect/look.h"
#include "step/kinds.h"

static const struct node_plan nobody;

// The members as an earlier plan has them.
static void
earlier_open(struct brought *b, struct earlier *e, const struct plan *plan)
{
    struct world *w = &e->world;

    *w = b->run->world;
    w->plan = plan;
    w->members = arena_array(b->run->arena, w->n_members, sizeof *w->members);
    w->by_selector = w->memberships = w->hosts = w->texts = w->rosters = (struct map){ 0 };
    w->known = false; // addresses of others are no part of what the plans differ in
    for (size_t i = 0; i < w->n_members; i++) {
        struct member *m = &w->members[i];
        *m = b->run->world.members[i];
        m->world = w;
        m->host_key = NULL;
        m->np = plan_node_plan(plan, m->node->region, m->node->group);
    }
}

void
brought_open(struct brought *b, struct run *r, const struct map *ran, struct arena *arena)
{
    *b =
        (struct brought){ .run = r, .arena = arena, .ran = ran, .contents = { .arena = r->arena } };
    if (r->plan)
        earlier_open(b, &b->earlier[b->n_earlier++], r->plan->plan);
}

void
brought_done(struct brought *b)
{
    for (size_t i = 0; i < b->n_earlier; i++) {
        world_done(&b->earlier[i].world);
        lct_plan_free(b->earlier[i].plan);
    }
    map_done(&b->diffs);
    contents_done(&b->contents);
}

// Before the kept one there were others: an operation that failed may have left what they say. What
// cannot be read any more is passed over.
static void
open_more(struct brought *b)
{
    struct run *r = b->run;
    size_t n;
    struct cluster **list = kept_plans(r->t, r->arena, r->cluster->uuid, &n, ERR_IGNORED);

    b->all = true;
    for (size_t i = 0; list && i < n && b->n_earlier < EARLIER_MOST; i++) {
        struct earlier *e = &b->earlier[b->n_earlier];
        if (r->plan && str_eq(list[i]->plan_digest, r->plan->plan->digest))
            continue;
        if (plan_of_cluster(r->t, list[i], &e->plan, ERR_IGNORED) == LCT_OK) {
            earlier_open(b, e, e->plan->plan);
            b->n_earlier++;
        }
    }
}

// As that plan has it which the node has this aspect of; false: of none that is known.
static bool
had(struct brought *b, size_t i, const struct aspect *a, struct rendered *ret)
{
    for (size_t k = 0;; k++) {
        if (k == b->n_earlier && !b->all)
            open_more(b);
        if (k >= b->n_earlier)
            return false;
        struct member *m = &b->earlier[k].world.members[i];
        if (m->np && aspect_render(a, m, ret, ERR_IGNORED) == LCT_OK && aspect_of_plan(ret))
            return true;
    }
}

// One for all nodes that it is the same of.
static struct doc *
diff_doc(struct brought *b, const char *diff)
{
    const char *key = arena_printf(b->run->arena, "%p", (const void *)diff);
    struct doc *d = map_get(&b->diffs, key);

    if (!d) {
        d = doc_string(b->arena, diff);
        map_put(&b->diffs, key, d);
    }
    return d;
}

static struct doc *
content_doc(struct brought *b, const struct content *c)
{
    struct arena *a = b->arena;
    struct doc *d = doc_map(a);

    doc_put_string(a, d, "what", c->what);
    doc_put_string(a, d, "name", c->name);
    doc_put_string(a, d, "of", c->of);
    doc_put_string(a, d, "action", c->action);
    doc_put_string(a, d, "note", c->note);
    doc_put_string(a, d, "plan", c->plan);
    doc_put(a, d, "diff", diff_doc(b, c->diff));
    return d;
}

// ---- an aspect, piece by piece

// was: as the plan has it that the node has; NULL: the node has nothing of it.
typedef void tell_fn(struct contents *c, const struct rendered *was, const struct rendered *now);

static void
tell_rules(struct contents *c, const struct rendered *was, const struct rendered *now)
{
    const struct member *before = was ? was->member : NULL, *m = now->member;
    size_t n = c->n;

    contents_rules(c, before ? before->np : &nobody, m->np,
        before ? before->world->plan->access : NULL, m->world->plan->access);
    if (was && c->n == n)
        vec_push(c, ((struct content){ .what = "members",
                        .name = "addresses of other nodes, or what was opened for a time",
                        .action = "change" }));
}

static void
tell_users(struct contents *c, const struct rendered *was, const struct rendered *now)
{
    contents_accounts(c, was ? was->member->np : &nobody, now->member->np);
}

static void
tell_files(struct contents *c, const struct rendered *was, const struct rendered *now)
{
    struct bundle_step step_was = { 0 }, step = { 0 };

    if (was)
        was->aspect->step(was, &step_was, ERR_IGNORED);
    now->aspect->step(now, &step, ERR_IGNORED);
    contents_files(c, was ? was->member : NULL, &step_was, now->member, &step);
}

static void
tell_lists(struct contents *c, const struct rendered *was, const struct rendered *now)
{
    contents_lists(c, was ? was->member->np : NULL, now->member->np);
}

static void
tell_packages(struct contents *c, const struct rendered *was, const struct rendered *now)
{
    contents_installs(c, was ? was->member->np : &nobody, now->member->np);
}

static void
tell_sysctl(struct contents *c, const struct rendered *was, const struct rendered *now)
{
    contents_sysctl(c, was ? was->member->np : &nobody, now->member->np);
}

static tell_fn *const tell[ASPECT_COUNT] = {
    [ASPECT_FIREWALL] = tell_rules,
    [ASPECT_USERS] = tell_users,
    [ASPECT_PACKAGES] = tell_packages,
    [ASPECT_SYSCTL] = tell_sysctl,
    [ASPECT_FILES] = tell_files,
    [ASPECT_LISTS] = tell_lists,
};

// What was added since then is of this plan.
static void
mark(struct brought *b, size_t since, const struct member *was)
{
    const struct plan *kept = b->run->plan ? b->run->plan->plan : NULL;

    if (was->world->plan == kept)
        return;
    for (size_t i = since; i < b->contents.n; i++)
        b->contents.items[i].plan = was->world->plan->digest;
}

// now: NULL where it cannot be made yet.
static void
add_contents(struct brought *b, size_t i, const struct aspect *a, const struct rendered *now)
{
    const bool noted = !str_empty(b->run->world.members[i].has[a->id]);
    size_t since = b->contents.n;
    struct rendered was;
    bool known = noted && had(b, i, a, &was);

    if (now && (known || !noted))
        tell[a->id](&b->contents, known ? &was : NULL, now);
    else
        contents_unknown(&b->contents, a->name);
    if (known)
        mark(b, since, was.member);
}

// What the node has otherwise than it was brought, in its own words.
static void
add_found(struct brought *b, const struct difference *found)
{
    for (; found->what; found++)
        vec_push(&b->contents,
            ((struct content){
                .what = found->what, .name = found->name, .action = "mend", .note = found->how }));
}

// What cannot be made yet, for it names what is not known of the node, is brought when it is known.
static int
put_aspect(
    struct brought *b, struct doc *pushes, size_t i, const struct aspect *a, struct lct_err *err)
{
    struct lct_err why = { 0 };
    struct rendered now;
    int code = aspect_render(a, &b->run->world.members[i], &now, &why);

    if (code < 0 && a->basis != ASPECT_OF_NODE) {
        *err = why;
        return code;
    }
    if (code == LCT_OK && !aspect_due(&now))
        return LCT_OK;
    doc_add(b->arena, pushes, doc_string(b->arena, a->name));
    if (now.member->found[a->id])
        add_found(b, now.member->found[a->id]);
    else if (tell[a->id])
        add_contents(b, i, a, code == LCT_OK ? &now : NULL);
    return LCT_OK;
}

// Its kept plan's: NULL where there is none.
static const struct node_plan *
kept_plan(const struct brought *b, size_t i)
{
    return b->run->plan ? b->earlier[0].world.members[i].np : NULL;
}

// Those of the kept plan: it is what new nodes run now.
static void
put_scripts(struct brought *b, size_t i, const struct member *m)
{
    contents_scripts(&b->contents, kept_plan(b, i), m, b->ran);
}

// An earlier operation got far enough with it that only what is missing is brought.
static bool
is_begun(const struct change *c)
{
    return c->kind == CHANGE_FINISH && c->node->cloud_id && c->node->secured && !c->node->off;
}

// One that stays, if need be after its machine was booted.
static bool
hears(const struct change *c)
{
    return c->kind == CHANGE_KEEP || c->kind == CHANGE_UPDATE || c->kind == CHANGE_BOOT ||
           c->kind == CHANGE_WAIT || c->kind == CHANGE_RESIZE || c->kind == CHANGE_RESTART;
}

static bool
is_reached(const struct node *n)
{
    return n->state == STATE_STARTED ||
           (n->state == STATE_DRAINED && n->seen && n->seen->status == MACHINE_RUNNING);
}

// It hears of the others, and gets what it serves with when it starts.
static bool
is_drained(const struct change *c)
{
    return c->kind == CHANGE_KEEP && c->node->state == STATE_DRAINED;
}

// Of one that comes none of its file systems was made by its own programs.
static void
put_packages(struct brought *b, size_t i, const struct change *c)
{
    const bool comes =
        c->kind == CHANGE_CREATE || c->kind == CHANGE_FINISH || c->kind == CHANGE_REPLACE;

    contents_packages(&b->contents, comes ? NULL : kept_plan(b, i), c->np);
}

static void
put_list(struct brought *b, struct doc *list)
{
    vec_each (one, &b->contents)
        doc_add(b->arena, list, content_doc(b, one));
}

int
brought_put(struct brought *b, struct doc *change, const struct change *c, size_t i, size_t *n,
    struct lct_err *err)
{
    struct member *m = &b->run->world.members[i];
    struct doc *pushes = doc_put(b->arena, change, "pushes", doc_list(b->arena));
    struct doc *list = doc_put(b->arena, change, "contents", doc_list(b->arena));

    const bool stays = hears(c) && is_reached(m->node), drained = is_drained(c);

    *n = 0;
    b->contents.n = 0;
    if (c->np)
        put_packages(b, i, c);
    if (!stays && !is_begun(c)) {
        put_list(b, list);
        return LCT_OK;
    }
    for (size_t k = 0; k < ASPECT_COUNT; k++)
        if (!(drained && aspects[k]->kind == &node_content) &&
            put_aspect(b, pushes, i, aspects[k], err) < 0)
            return err->code;
    if (stays && !drained)
        put_scripts(b, i, m);
    else if (!stays)
        contents_runs(&b->contents, m, b->ran);
    put_list(b, list);
    *n = stays ? doc_count(pushes) : 0;
    return LCT_OK;
}
