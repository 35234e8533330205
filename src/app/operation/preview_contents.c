// What is noted of each node tells which plan it has a part of: the kept one, or one before it.
// Then the two plans tell what changes on it.
#include "app/operation/preview_contents.h"

#include "app/plans/plan.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "step/aspect/accounts.h"
#include "step/aspect/content.h"
#include "step/aspect/membership.h"

static const struct node_plan nobody;

// The members as an earlier plan has them.
static void
earlier_open(struct brought *b, struct earlier *e, const struct plan *plan)
{
    struct world *w = &e->world;

    *w = b->run->world;
    w->plan = plan;
    w->members = arena_array(b->run->arena, w->n_members, sizeof *w->members);
    w->by_selector = w->memberships = w->hosts = w->texts = (struct map){ 0 };
    w->known = false; // addresses of others are no part of what the plans differ in
    for (size_t i = 0; i < w->n_members; i++) {
        struct member *m = &w->members[i];
        *m = b->run->world.members[i];
        m->world = w;
        m->host_key = NULL;
        m->np = plan_group(plan, m->node->region, m->node->group);
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
    struct store *store = r->t->store;
    struct cluster *list;
    size_t n = 0;

    b->all = true;
    store->ops->plan_list(store, r->arena, r->cluster, &list, &n, ERR_IGNORED);
    for (size_t i = 0; i < n && b->n_earlier < EARLIER_MOST; i++) {
        struct earlier *e = &b->earlier[b->n_earlier];
        if (r->plan && str_eq(list[i].plan_digest, r->plan->plan->digest))
            continue;
        if (plan_of_cluster(r->t, &list[i], &e->plan, ERR_IGNORED) == LCT_OK) {
            earlier_open(b, e, e->plan->plan);
            b->n_earlier++;
        }
    }
}

// The member as that plan has it which the node has this part of; NULL: of none that is known.
typedef bool has_part(struct member *m);

static struct member *
had(struct brought *b, size_t i, has_part *has)
{
    for (size_t k = 0;; k++) {
        if (k == b->n_earlier && !b->all)
            open_more(b);
        if (k >= b->n_earlier)
            return NULL;
        struct member *m = &b->earlier[k].world.members[i];
        if (m->np && has(m))
            return m;
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

// ---- the firewall

static bool
has_rules(struct member *m)
{
    struct membership *ms;

    return membership_of(m, &ms, ERR_IGNORED) == LCT_OK &&
           str_starts(m->node->firewall_digest, ms->shape);
}

// What was added since then is of this plan.
static void
mark(struct brought *b, size_t since, const struct member *was)
{
    const struct plan *kept = b->run->plan ? b->run->plan->plan : NULL;

    if (!was || was->world->plan == kept)
        return;
    for (size_t i = since; i < b->contents.n; i++)
        b->contents.items[i].plan = was->world->plan->digest;
}

static void
add_firewall(struct brought *b, size_t i, const struct member *m)
{
    const char *const *access = m->world->plan->access;
    size_t before = b->contents.n;

    if (!m->node->firewall_digest) {
        contents_rules(&b->contents, &nobody, m->np, NULL, access);
        return;
    }
    const struct member *was = had(b, i, has_rules);
    if (!was) {
        contents_unknown(&b->contents, "firewall");
        return;
    }
    contents_rules(&b->contents, was->np, m->np, was->world->plan->access, access);
    if (b->contents.n == before)
        vec_push(&b->contents,
            ((struct content){
                .what = "members", .name = "addresses of other nodes", .action = "change" }));
    mark(b, before, was);
}

static int
put_membership(
    struct brought *b, struct doc *pushes, size_t i, struct member *m, struct lct_err *err)
{
    struct membership *ms;

    if (membership_of(m, &ms, err) < 0)
        return err->code;
    if (!str_eq(m->node->firewall_digest, ms->firewall)) {
        doc_add(b->arena, pushes, doc_string(b->arena, "firewall"));
        add_firewall(b, i, m);
    }
    if (!str_eq(m->node->hosts_digest ? m->node->hosts_digest : "", ms->hosts))
        doc_add(b->arena, pushes, doc_string(b->arena, "hosts"));
    return LCT_OK;
}

// ---- users, files

static bool
has_accounts(struct member *m)
{
    return !accounts_differ(m);
}

static void
put_accounts(struct brought *b, struct doc *pushes, size_t i, const struct member *m)
{
    if (!accounts_differ(m))
        return;
    size_t before = b->contents.n;
    doc_add(b->arena, pushes, doc_string(b->arena, "users"));
    const struct member *was = m->accounts_digest ? had(b, i, has_accounts) : NULL;
    if (was || !m->accounts_digest)
        contents_accounts(&b->contents, was ? was->np : &nobody, m->np);
    else
        contents_unknown(&b->contents, "users");
    mark(b, before, was);
}

// Has the member what its plan says? Yields the step that would bring it.
static bool
compare_content(struct member *m, struct bundle_step *step)
{
    char digest[DIGEST_TEXT];

    if (!content_any(m) || content_step(m, step, ERR_IGNORED) < 0)
        return false;
    content_digest(step, digest);
    return str_eq(m->content_digest, digest);
}

static bool
has_content(struct member *m)
{
    struct bundle_step step;

    return compare_content(m, &step);
}

// What cannot be made yet, for it names what is not known, is brought when it is known.
static void
put_files(struct brought *b, struct doc *pushes, size_t i, struct member *m)
{
    struct bundle_step step = { 0 }, step_was = { 0 };

    if (!content_any(m) || compare_content(m, &step))
        return;
    size_t before = b->contents.n;
    doc_add(b->arena, pushes, doc_string(b->arena, "files"));
    struct member *was = m->content_digest ? had(b, i, has_content) : NULL;
    if (was)
        compare_content(was, &step_was);
    if (step.n_files && (was || !m->content_digest))
        contents_files(&b->contents, was, &step_was, m, &step);
    else
        contents_unknown(&b->contents, "files");
    mark(b, before, was);
}

// Those of the kept plan: it is what new nodes run now.
static void
put_scripts(struct brought *b, size_t i, const struct member *m)
{
    const struct member *kept = b->run->plan ? &b->earlier[0].world.members[i] : NULL;

    contents_scripts(&b->contents, kept ? kept->np : NULL, m, b->ran);
}

// An earlier operation got far enough with it that only what is missing is brought.
static bool
is_begun(const struct change *c)
{
    return c->kind == CHANGE_FINISH && c->node->cloud_id && c->node->secured &&
           c->np->boot_on_create;
}

// One that stays, if need be after its machine was booted.
static bool
hears(const struct change *c)
{
    return c->kind == CHANGE_KEEP || c->kind == CHANGE_UPDATE || c->kind == CHANGE_BOOT ||
           c->kind == CHANGE_WAIT;
}

int
brought_put(struct brought *b, struct doc *change, const struct change *c, size_t i, size_t *n,
    struct lct_err *err)
{
    struct member *m = &b->run->world.members[i];
    struct doc *pushes = doc_put(b->arena, change, "pushes", doc_list(b->arena));
    struct doc *list = doc_put(b->arena, change, "contents", doc_list(b->arena));

    bool stays = hears(c) && m->node->state == STATE_STARTED;

    *n = 0;
    if (!stays && !is_begun(c))
        return LCT_OK;
    b->contents.n = 0;
    if (put_membership(b, pushes, i, m, err) < 0)
        return err->code;
    if (stays)
        put_accounts(b, pushes, i, m);
    put_files(b, pushes, i, m);
    if (stays)
        put_scripts(b, i, m);
    else
        contents_runs(&b->contents, m, b->ran);
    vec_each (one, &b->contents)
        doc_add(b->arena, list, content_doc(b, one));
    *n = stays ? doc_count(pushes) : 0;
    return LCT_OK;
}
