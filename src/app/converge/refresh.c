// SPDX-License-Identifier: MIT
// Looking at nodes: each is sent in one session what it would be brought, to compare.
#include "app/converge/refresh.h"

#include "app/fanout/runner.h"
#include "base/err.h"
#include "base/secret.h"
#include "base/str.h"
#include "step/aspect/look.h"
#include "step/kinds.h"

#define LOOK_MS 60000
#define ANSWER_MAX (1u << 20)
#define AT_ONCE 64 // what each is sent is in memory as long as it is asked

struct asking {
    struct run *run;
    struct map members; // that are asked: UUID -> struct member
    struct map mute;    // those of them that gave no answer
    bool last;          // nobody is asked again
};

// One that is asked.
struct asked {
    struct buf text;
    struct look *look;
};

// Off, or on its way: what it has is looked at when it is back.
static bool
answers(const struct change *c)
{
    const struct node *n = c->node;

    return (c->kind == CHANGE_KEEP || c->kind == CHANGE_UPDATE || c->kind == CHANGE_RESIZE ||
               c->kind == CHANGE_RESTART) &&
           node_is_up(n) && n->secured && n->seen && n->seen->status == MACHINE_RUNNING;
}

// What a drained node serves with waits until it starts.
static bool
is_looked_at(const struct rendered *r)
{
    return !(r->member->node->state == STATE_DRAINED && r->aspect->kind == &node_content) &&
           look_wanted(r);
}

// What cannot be rendered now is brought when it can be: it has nothing to compare.
static int
compose(struct member *m, struct asked *ret, struct lct_err *err)
{
    struct rendered r;

    look_begin(&ret->text);
    for (size_t i = 0; i < ASPECT_COUNT; i++)
        if (aspect_render(aspects[i], m, &r, ERR_IGNORED) == LCT_OK && is_looked_at(&r) &&
            look_add(&ret->text, ret->look, &r, err) < 0)
            return err->code;
    return LCT_OK;
}

// ---- one node

static void
forget(struct target *t)
{
    struct asked *a = t->errand;

    if (a && a->text.data)
        secret_wipe(a->text.data, a->text.cap);
    if (a)
        buf_done(&a->text);
    t->errand = NULL;
}

static void
keep(struct asking *x, const struct target *t, struct look *l)
{
    map_put(&x->run->looks, t->node->uuid, l);
}

static void
keep_unseen(struct asking *x, const struct target *t, const char *why)
{
    struct look *l = ARENA_NEW(x->run->arena, struct look);

    l->unseen = arena_strdup(x->run->arena, why);
    keep(x, t, l);
}

static bool
wanted(void *user, const struct target *t)
{
    const struct asking *x = user;

    return map_has(x->last ? &x->mute : &x->members, t->node->uuid);
}

static bool
command(void *user, struct target *t, struct shell_command *c)
{
    struct asking *x = user;
    struct arena *a = x->run->arena;
    struct asked *ask = ARENA_NEW(a, struct asked);
    struct lct_err err = { 0 };

    forget(t);
    t->errand = ask;
    ask->look = ARENA_NEW(a, struct look);
    if (compose(map_get(&x->members, t->node->uuid), ask, &err) < 0) {
        keep_unseen(x, t, err.text);
        forget(t);
        return false;
    }
    *c = (struct shell_command){
        .command = BUNDLE_COMMAND,
        .input = ask->text.data,
        .input_len = ask->text.len,
        .deadline_ms = LOOK_MS,
        .max_output = ANSWER_MAX,
    };
    return true;
}

static bool
is_mute(int code)
{
    return code == LCT_ERETRY || code == LCT_EAMBIGUOUS || code == LCT_EWAIT;
}

static void
ended(void *user, struct target *t, const struct lct_err *err, const struct shell_result *r)
{
    struct asking *x = user;
    struct asked *ask = t->errand;
    struct lct_err why = *err;

    if (!x->last && is_mute(why.code))
        map_put(&x->mute, t->node->uuid, (void *)(uintptr_t)t->node);
    else if (why.code == LCT_OK &&
             look_read(x->run->arena, r->out, r->out_len, ask->look, &why) == LCT_OK)
        keep(x, t, ask->look);
    else
        keep_unseen(x, t, why.text);
    forget(t);
}

// ---- all of them

// Without keys, for example, nobody can be asked: that is told of each.
static int
give_up(struct asking *x, const struct lct_err *err)
{
    map_each (it, &x->members) {
        const struct target t = { .node = ((struct member *)it->value)->node };
        keep_unseen(x, &t, err->text);
    }
    return LCT_OK;
}

// A busy node may need longer than a log-in may take: it is asked once more.
static int
ask_nodes(struct asking *x, struct lct_err *err)
{
    static const struct lct_runner_args args = { .user = "root" };
    const struct errand errand = { .wanted = wanted,
        .command = command,
        .ended = ended,
        .user = x,
        .timeout_ms = LOOK_MS,
        .at_once = AT_ONCE };
    struct lct_runner *runner = NULL;

    if (lct_runner_open(x->run->t, x->run->cluster->name, &args, &runner, err) < 0)
        return give_up(x, err);
    int code = runner_each(runner, &errand, err);
    if (code == LCT_OK && x->mute.n) {
        x->last = true;
        code = runner_each(runner, &errand, err);
    }
    lct_runner_close(runner);
    return code;
}

static void
tell_members(struct run *r)
{
    for (size_t i = 0; i < r->world.n_members; i++) {
        struct member *m = &r->world.members[i];
        const struct look *l = map_get(&r->looks, m->node->uuid);
        for (size_t k = 0; l && k < ASPECT_COUNT; k++)
            m->found[k] = l->found[k];
    }
}

int
refresh(struct run *r, const struct want *w, struct lct_err *err)
{
    struct asking x = { .run = r };
    int code = LCT_OK;

    for (size_t i = 0; i < w->n_changes && !r->asked_nodes; i++)
        if (answers(&w->changes[i]))
            map_put(&x.members, w->changes[i].node->uuid, &r->world.members[i]);
    if (x.members.n)
        code = ask_nodes(&x, err);
    map_done(&x.members);
    map_done(&x.mute);
    if (code != LCT_OK)
        return code;
    r->asked_nodes = true;
    tell_members(r);
    return LCT_OK;
}

void
refresh_begin(struct run *r)
{
    tell_members(r);
    for (size_t i = 0; i < r->world.n_members; i++)
        for (size_t k = 0; k < ASPECT_COUNT; k++)
            if (r->world.members[i].found[k])
                aspect_lose(aspects[k], &r->world.members[i]);
}

struct doc *
refresh_unseen(struct arena *a, const struct run *r)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < r->world.n_members; i++) {
        const struct node *n = r->world.members[i].node;
        const struct look *l = map_get(&r->looks, n->uuid);
        if (!l || !l->unseen)
            continue;
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "node", n->name);
        doc_put_string(a, d, "label", n->label);
        doc_put_string(a, d, "message", l->unseen);
    }
    return list;
}
