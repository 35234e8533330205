// What is wanted beside what is known: the changes that make the one of the other.
#include "base/map.h"
#include "base/str.h"
#include "base/vec.h"
#include "plan/plan.h"

const char *
change_name(enum change_kind k)
{
    switch (k) {
    case CHANGE_CREATE:
        return "create";
    case CHANGE_KEEP:
        return "keep";
    case CHANGE_UPDATE:
        return "update";
    case CHANGE_FINISH:
        return "finish";
    case CHANGE_REPLACE:
        return "replace";
    case CHANGE_DELETE:
        return "delete";
    }
    return "keep";
}

static bool
same_tags(const char *const *a, const char *const *b)
{
    for (; a && *a && b && *b; a++, b++)
        if (!str_eq(*a, *b))
            return false;
    return (!a || !*a) && (!b || !*b);
}

static const char *
tags_text(struct arena *a, const char *const *tags)
{
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; tags && tags[i]; i++)
        buf_addf(&text, "%s%s", i ? ", " : "", tags[i]);
    return arena_strdup(a, buf_str(&text));
}

enum { N_FIELDS = 3 }; // that a node can differ in

// What is another than the plan says.
static void
compare_fields(struct arena *a, const struct desired *d, struct change *c)
{
    struct field_change *f = c->fields = arena_array(a, N_FIELDS, sizeof *f);

    if (!str_eq(d->node->type, d->np->type->id))
        f[c->n_fields++] = (struct field_change){ "type", d->node->type, d->np->type->id, true };
    if (!str_eq(d->node->image, d->np->image->id))
        f[c->n_fields++] = (struct field_change){ "image", d->node->image, d->np->image->id, true };
    if (!same_tags(d->node->tags, d->tags))
        f[c->n_fields++] = (struct field_change){ "tags", tags_text(a, d->node->tags),
            tags_text(a, d->tags), false };
}

// All that only another machine can have; NULL: nothing.
static const char *
forced_by(struct arena *a, const struct change *c)
{
    const char *reason = NULL;

    for (size_t i = 0; i < c->n_fields; i++)
        if (c->fields[i].forces)
            reason = arena_printf(a, "%s%s%s %s becomes %s", reason ? reason : "",
                reason ? ", " : "", c->fields[i].field, c->fields[i].from, c->fields[i].to);
    return reason;
}

// One that is not to be booted is finished as soon as it is there; but of a machine that was found
// by its tags, after its creator died, the inventory does not know yet that it is.
static bool
is_finished(const struct desired *d)
{
    const enum state s = d->node->state;

    if (d->np->boot_on_create)
        return s == STATE_STARTED;
    return s != STATE_NOTEXIST && s != STATE_CREATING && s != STATE_FAILED;
}

static void
decide(struct arena *a, const struct desired *d, struct change *c)
{
    const char *forced = forced_by(a, c);

    if (d->node->lost) {
        c->kind = CHANGE_REPLACE;
        c->reason = arena_printf(a, "Linode %lld is gone", (long long)d->node->linode_id);
    } else if (!d->node->linode_id) {
        c->kind = CHANGE_FINISH;
        c->reason = "its machine was not confirmed";
    } else if (forced) {
        c->kind = CHANGE_REPLACE;
        c->reason = forced;
    } else if (!is_finished(d)) {
        c->kind = CHANGE_FINISH;
        c->reason = d->node->state == STATE_FAILED
                        ? "it failed"
                        : arena_printf(a, "it is %s", state_name(d->node->state));
    } else if (c->n_fields) {
        c->kind = CHANGE_UPDATE;
        c->reason = "its tags change";
    }
}

static struct change
change_of(struct arena *a, const struct desired *d)
{
    struct change c = { .kind = CHANGE_KEEP,
        .node = d->node,
        .np = d->np,
        .rp = d->rp,
        .tags = d->tags,
        .display_group = d->display_group };

    if (d->is_new) {
        c.kind = CHANGE_CREATE;
        return c;
    }
    compare_fields(a, d, &c);
    decide(a, d, &c);
    return c;
}

static const char *
group_key(struct arena *a, const struct node *n)
{
    return arena_printf(a, "%s/%s", n->region, n->group);
}

static struct change
deletion(struct arena *a, struct node *n, const struct map *groups)
{
    const char *reason = n->state == STATE_DESTROYING       ? "it is to leave"
                         : map_has(groups, group_key(a, n)) ? "its group shrinks"
                                                            : "the plan no longer has it";

    return (struct change){ .kind = CHANGE_DELETE, .node = n, .reason = reason };
}

int
plan_diff(struct arena *a, const struct desired *desired, size_t n_desired,
    struct node *const *existing, size_t n_existing, struct change **ret, size_t *n,
    struct lct_err *err)
{
    _own_(map) struct map wanted = { 0 }, groups = { 0 };
    VEC(struct change) out = { 0 };

    (void)err;
    for (size_t i = 0; i < n_desired; i++) {
        map_put(&wanted, desired[i].node->uuid, desired[i].node);
        map_put(&groups, group_key(a, desired[i].node), desired[i].node);
        vec_push(&out, change_of(a, &desired[i]));
    }
    for (size_t i = 0; i < n_existing; i++)
        if (!map_has(&wanted, existing[i]->uuid))
            vec_push(&out, deletion(a, existing[i], &groups));
    *ret = arena_array(a, out.n, sizeof **ret);
    if (out.n)
        memcpy(*ret, out.items, out.n * sizeof **ret);
    *n = out.n;
    vec_done(&out);
    return LCT_OK;
}
