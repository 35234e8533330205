// What is noted of each node tells whether it has what the kept plan says: only then the two plans
// tell what changes on it.
#include "app/preview_contents.h"

#include "app/plan.h"
#include "base/err.h"
#include "base/str.h"
#include "base/vec.h"
#include "step/accounts.h"
#include "step/content.h"
#include "step/membership.h"

static const struct node_plan nobody;

void
brought_open(struct brought *b, struct run *r, const struct map *ran, struct arena *arena)
{
    const struct plan *kept = r->plan ? r->plan->plan : NULL;
    struct world *w = &b->was;

    *b =
        (struct brought){ .run = r, .arena = arena, .ran = ran, .contents = { .arena = r->arena } };
    *w = r->world;
    w->plan = kept;
    w->members = arena_array(r->arena, w->n_members, sizeof *w->members);
    w->by_selector = w->memberships = w->texts = (struct map){ 0 };
    w->known = false; // addresses of others are no part of what the plans differ in
    for (size_t i = 0; i < w->n_members; i++) {
        struct member *m = &w->members[i];
        *m = r->world.members[i];
        m->world = w;
        m->host_key = NULL;
        m->np = kept ? plan_group(kept, m->node->region, m->node->group) : NULL;
    }
}

void
brought_done(struct brought *b)
{
    world_done(&b->was);
    map_done(&b->diffs);
    contents_done(&b->contents);
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
    doc_put(a, d, "diff", diff_doc(b, c->diff));
    return d;
}

// ---- the firewall

static void
add_firewall(struct brought *b, struct member *was, const struct member *m)
{
    const struct membership *ms;
    const char *has = m->node->firewall_digest;
    size_t before = b->contents.n;

    if (!has) {
        contents_rules(&b->contents, &nobody, m->np, NULL, m->world->plan->access);
        return;
    }
    if (!was->np || membership_of(was, &ms, ERR_IGNORED) < 0 || !str_starts(has, ms->shape)) {
        contents_unknown(&b->contents, "firewall");
        return;
    }
    contents_rules(&b->contents, was->np, m->np, b->was.plan->access, m->world->plan->access);
    if (b->contents.n == before)
        vec_push(&b->contents,
            ((struct content){
                .what = "members", .name = "addresses of other nodes", .action = "change" }));
}

static int
put_membership(struct brought *b, struct doc *pushes, struct member *was, struct member *m,
    struct lct_err *err)
{
    const struct membership *ms;

    if (membership_of(m, &ms, err) < 0)
        return err->code;
    if (!str_eq(m->node->firewall_digest, ms->firewall)) {
        doc_add(b->arena, pushes, doc_string(b->arena, "firewall"));
        add_firewall(b, was, m);
    }
    if (!str_eq(m->node->hosts_digest ? m->node->hosts_digest : "", ms->hosts))
        doc_add(b->arena, pushes, doc_string(b->arena, "hosts"));
    return LCT_OK;
}

// ---- users, files

static void
put_accounts(
    struct brought *b, struct doc *pushes, const struct member *was, const struct member *m)
{
    if (!accounts_differ(m))
        return;
    doc_add(b->arena, pushes, doc_string(b->arena, "users"));
    if (!m->accounts_digest)
        contents_accounts(&b->contents, &nobody, m->np);
    else if (was->np && !accounts_differ(was))
        contents_accounts(&b->contents, was->np, m->np);
    else
        contents_unknown(&b->contents, "users");
}

// Has the member what its plan says? Yields the step that would bring it.
static bool
has_content(struct member *m, struct bundle_step *step)
{
    char digest[DIGEST_TEXT];

    if (!m->np || !content_any(m) || content_step(m, step, ERR_IGNORED) < 0)
        return false;
    content_digest(step, digest);
    return str_eq(m->content_digest, digest);
}

// What cannot be made yet, for it names what is not known, is brought when it is known.
static void
put_files(struct brought *b, struct doc *pushes, struct member *was, struct member *m)
{
    struct bundle_step step = { 0 }, step_was = { 0 };
    bool any = content_any(m), fresh = !m->content_digest;

    if (!any || has_content(m, &step))
        return;
    doc_add(b->arena, pushes, doc_string(b->arena, "files"));
    if (step.n_files && (fresh || has_content(was, &step_was)))
        contents_files(&b->contents, fresh ? NULL : was, &step_was, m, &step);
    else
        contents_unknown(&b->contents, "files");
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
    struct member *m = &b->run->world.members[i], *was = &b->was.members[i];
    struct doc *pushes = doc_put(b->arena, change, "pushes", doc_list(b->arena));
    struct doc *list = doc_put(b->arena, change, "contents", doc_list(b->arena));

    *n = 0;
    if (!hears(c) || m->node->state != STATE_STARTED)
        return LCT_OK;
    b->contents.n = 0;
    if (put_membership(b, pushes, was, m, err) < 0)
        return err->code;
    put_accounts(b, pushes, was, m);
    put_files(b, pushes, was, m);
    contents_scripts(&b->contents, was->np, m, b->ran);
    vec_each (one, &b->contents)
        doc_add(b->arena, list, content_doc(b, one));
    *n = doc_count(pushes);
    return LCT_OK;
}
