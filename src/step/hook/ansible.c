// SPDX-License-Identifier: MIT
// ansible: a playbook that is run from here, once for all nodes whose hook it is. This machine runs
// it as nodes run steps of a bundle, so it goes on when we die, and whoever comes then joins it or
// finds what it ended with. What came of each node a callback of ours writes into a file, a line
// for each.
#include <ctype.h>
#include <string.h>

#include "base/digest.h"
#include "base/map.h"
#include "base/secret.h"
#include "base/str.h"
#include "step/bundle/node_files.h"
#include "step/hook/hook.h"
#include "step/hook/play.h"
#include "text/json.h"

#define GRACE_MS 30000 // for it to be ended and to tell
#define FORKS 20       // nodes at once
#define NO_PROGRAM 127 // the status that ansible.sh has for a machine without Ansible
#define LINE_MAX_BYTES ((size_t)1 << 20)

static const struct plan_step *
step_of(const struct play *p)
{
    return p->players->hook->step;
}

// ---- what it is told

// A group of Ansible's: its names have neither dashes nor dots.
static const char *
group_name(struct arena *a, const char *name)
{
    char *text = arena_strdup(a, name);

    for (char *c = text; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    return text;
}

static void
add_to_group(struct arena *a, struct doc *groups, const char *name, const char *host)
{
    const char *key = group_name(a, name);
    const struct doc *group = doc_get(groups, key);
    struct doc *hosts;

    if (str_eq(key, "all") || str_eq(key, "ungrouped")) // these are Ansible's own
        return;
    if (group) {
        hosts = (struct doc *)(uintptr_t)doc_get(group, "hosts");
    } else {
        struct doc *made = doc_put(a, groups, key, doc_map(a));
        hosts = doc_put(a, made, "hosts", doc_map(a));
    }
    doc_put(a, hosts, host, doc_null(a));
}

// Of each member the hook that the run is for; NULL: it is for others.
static const struct hook **
hooks_of(const struct play *p)
{
    const struct world *w = p->world;
    const struct hook **all = arena_array(w->arena, w->n_members, sizeof(const struct hook *));

    for (const struct player *one = p->players; one; one = one->next)
        if (one->comes)
            all[one->hook->member - w->members] = one->hook;
    return all;
}

// Everybody, by node plans and tags: a playbook may ask what others are. Of those who leave only
// whoever it is for.
static const char *
inventory_of(const struct play *p)
{
    const struct world *w = p->world;
    struct arena *a = w->arena;
    struct doc *root = doc_map(a), *all = doc_put(a, root, "all", doc_map(a));
    struct doc *hosts = doc_put(a, all, "hosts", doc_map(a));
    struct doc *groups = doc_put(a, all, "children", doc_map(a));
    const struct hook *const *hooks = hooks_of(p);
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; i < w->n_members; i++) {
        struct member *m = &w->members[i];
        const struct hook about = { .member = m, .step = step_of(p) };
        if (m->leaving && !hooks[i])
            continue;
        struct doc *own = doc_put(a, hosts, m->node->label, doc_map(a));
        hook_put_own(a, own, hook_env_alone(hooks[i] ? hooks[i] : &about));
        add_to_group(a, groups, m->node->group, m->node->label);
        for (const char *const *tag = m->node->tags; tag && *tag; tag++)
            add_to_group(a, groups, *tag, m->node->label);
    }
    json_print(&text, root, JSON_PRETTY);
    return arena_strdup(a, buf_str(&text));
}

static const char *
vars_of(const struct play *p)
{
    struct arena *a = p->world->arena;
    struct doc *d = doc_map(a);
    _own_(buf) struct buf text = { 0 };

    hook_put_vars(a, d, step_of(p)->vars);
    json_print(&text, d, JSON_PRETTY);
    return arena_strdup(a, buf_str(&text));
}

static const char *
hosts_of(const struct play *p)
{
    _own_(buf) struct buf text = { 0 };

    for (const struct player *one = p->players; one; one = one->next)
        if (one->comes)
            buf_addf(&text, "%s\n", one->hook->member->node->label);
    return arena_strdup(p->world->arena, buf_str(&text));
}

// Of what is to be done to which machines, in which start of theirs: that it was is found by it.
static const char *
digest_of(const struct play *p)
{
    struct arena *a = p->world->arena;
    char digest[DIGEST_TEXT];
    _own_(buf) struct buf text = { 0 };

    for (const struct player *one = p->players; one; one = one->next)
        if (one->comes)
            buf_addf(&text, "%s %s %u %s\n", one->hook->member->node->uuid,
                one->hook->member->node->cloud_id, one->hook->member->node->starts,
                hook_digest(one->hook));
    return arena_strdup(a, digest_text(buf_str(&text), text.len, digest));
}

// ---- how it ended

// Who came, by the names that Ansible has of them.
static void
name_players(const struct play *p, struct map *by_host)
{
    for (struct player *one = p->players; one; one = one->next)
        if (one->comes)
            map_put(by_host, one->hook->member->node->label, one);
}

// A line of a node, or, when the playbook is through, the last: then no other node was one of it.
static void
read_line(const struct play *p, const struct map *by_host, const struct doc *d)
{
    struct player *one = map_get(by_host, doc_get_text(d, "host", ""));

    if (one) {
        one->status = doc_get_bool(d, "well", false) ? 0 : 1;
        one->said = arena_strdup(p->world->arena, doc_get_text(d, "said", ""));
    }
    for (one = p->players; doc_get_bool(d, "through", false) && one; one = one->next)
        if (one->comes && one->status < 0) {
            one->status = 0;
            one->said = "no play is about this node\n";
        }
}

static void
read_answers(const struct play *p, const char *text)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(map) struct map by_host = { 0 };

    name_players(p, &by_host);
    while (*text) {
        const size_t n = strcspn(text, "\n");
        struct doc *d = NULL;
        struct lct_err err;
        if (json_parse(a, text, n, LINE_MAX_BYTES, false, &d, &err) == LCT_OK && d->kind == DOC_MAP)
            read_line(p, &by_host, d);
        text += n + (text[n] == '\n');
    }
}

// Of nodes that nothing was said of: the end of all that was said.
static void
tell_rest(const struct play *p, const struct bundle_result *r)
{
    const char *said = arena_strdup(p->world->arena, r->output);

    for (struct player *one = p->players; one; one = one->next)
        if (one->comes && one->status < 0)
            one->said = said;
}

static int
judge(const struct play *p, const struct local_result *r, struct lct_err *err)
{
    _own_(arena) struct arena *a = arena_new();
    struct bundle_result *results;
    size_t n;

    if (bundle_result_parse(a, r->said, strlen(r->said), &results, &n, err) < 0)
        return err->code;
    if (n != 1)
        return lct_fail(err, LCT_EFAILED, "it gave no result: %.300s", r->said);
    if (results->outcome == BUNDLE_REFUSED || results->status == NO_PROGRAM) {
        bundle_result_check(results, err);
        return results->status != NO_PROGRAM
                   ? err->code
                   : lct_hint(err, "apt-get install ansible-core, or localansible: for what a node "
                                   "can do by itself");
    }
    if (results->outcome != BUNDLE_INTERRUPTED)
        read_answers(p, r->answers);
    tell_rest(p, results);
    return LCT_OK;
}

static void
ended(void *user, const struct lct_err *err, const struct local_result *r)
{
    struct step *s = user;
    const struct play *p = s->item;
    struct lct_err outcome = *err;

    if (outcome.code == LCT_OK)
        judge(p, r, &outcome);
    if (outcome.code != LCT_OK)
        lct_wrap(&outcome, "%s: %s", event_name(step_of(p)->event), step_of(p)->name);
    step_end(s, &outcome);
}

// ---- how it runs

static const struct bundle_env *
environment_of(const struct play *p)
{
    const struct world *w = p->world;
    const struct bundle_env *tool = w->local->tool;
    const struct bundle_env own[] = {
        { "LCT_ENTRY", step_of(p)->entry },
        { "LCT_UUID", w->cluster->uuid },
        { "LCT_CLUSTER", w->cluster->name },
        { "LCT_FORKS", arena_printf(w->arena, "%d", FORKS) },
        { "LCT_LIMIT_S",
            arena_printf(w->arena, "%lld", (long long)hook_limit_ms(p->players->hook) / 1000) },
    };
    size_t n = 0;

    while (tool[n].name)
        n++;
    struct bundle_env *all = arena_array(w->arena, n + sizeof own / sizeof own[0] + 1, sizeof *all);
    memcpy(all, tool, n * sizeof *all);
    memcpy(all + n, own, sizeof own);
    return all;
}

static int
compose(const struct play *p, struct buf *text, struct lct_err *err)
{
    const struct bundle_file files[] = {
        { "vars", vars_of(p), 0600 },
        { "inventory.json", inventory_of(p), 0600 },
        { "hosts", hosts_of(p), 0600 },
        { "lct.py", embed_find(node_files, "ansible.py")->data, 0600 },
        { "opener", embed_find(node_files, "packages.sh")->data, 0600 },
    };
    const struct bundle_step step = {
        .id = p->id,
        .digest = digest_of(p),
        .script = embed_find(node_files, "ansible.sh")->data,
        .files = files,
        .n_files = sizeof files / sizeof files[0],
        .tree = step_of(p)->files,
        .env = environment_of(p),
        .args = step_of(p)->args,
        .timeout_ms = hook_limit_ms(p->players->hook),
        .mode = BUNDLE_RETRY,
        .chatty = true,
    };

    bundle_begin(text);
    return bundle_add(text, &step, err);
}

// At a change of the members: whoever has something to hear of.
static bool
is_meant(struct hook *h)
{
    return h->step->event != EVENT_MEMBERSHIP || hook_change(h) || !h->told;
}

static bool
find_players(struct play *p)
{
    bool any = false;

    for (struct player *one = p->players; one; one = one->next) {
        one->comes = (!one->before || one->before->state == STEP_DONE) && is_meant(one->hook);
        one->status = -1;
        any |= one->comes;
    }
    return any;
}

static void
start(struct step *s)
{
    struct play *p = s->item;
    struct local *here = p->world->local;
    struct arena *a = p->world->arena;
    struct lct_err err = { 0 };
    _own_(buf) struct buf text = { 0 };
    char folder[BUNDLE_ID_MAX];

    if (!find_players(p) || compose(p, &text, &err) < 0) {
        step_end(s, &err);
        return;
    }
    const struct bundle_env state[] = { { "LCT_STATE", here->place }, { NULL } };
    const struct local_program program = {
        .text = BUNDLE_COMMAND,
        .env = state,
        .limit_ms = hook_limit_ms(p->players->hook) + GRACE_MS,
        .input = text.data,
        .input_len = text.len,
        .answers = arena_printf(a, "%s/%s/answers", here->place, bundle_id(p->id, folder)),
    };
    here->run(here, &program, ended, s);
    secret_wipe(text.data, text.cap); // the plan's variables may be secret
}

// Nothing was heard of any node.
static void
failed(struct step *s)
{
    const struct play *p = s->item;

    for (struct player *one = p->players; one; one = one->next)
        if (one->comes)
            hook_fail(one->hook, s->err);
}

const struct step_kind hook_play = {
    .name = "hook.play",
    .verb = "running a playbook",
    .past = "playbook run",
    .lane = LANE_PROC,
    .usual_ms = 20000,
    .start = start,
    .failed = failed,
};

// ---- one node's part

static void
start_part(struct step *s, const struct hook *h)
{
    const struct player *one = h->player;
    const struct bundle_result result = {
        .id = hook_id(h),
        .outcome = one->status < 0 ? BUNDLE_INTERRUPTED : BUNDLE_RAN,
        .status = one->status,
        .output = one->said ? one->said : "",
    };
    struct lct_err outcome = { 0 };

    bundle_result_check(&result, &outcome);
    hook_ran(s, &outcome, &result);
}

const struct hook_scheme hook_ansible = { .name = "ansible", .here = true, .start = start_part };
