// SPDX-License-Identifier: MIT
// What makes a node be what others describe: Ansible on the node, Puppet, Chef. One way for all;
// how each is run says its file of share/node. It may be run again at any time: it changes only
// what is not as it says.
#include <ctype.h>
#include <string.h>

#include "base/str.h"
#include "step/bundle/node_bundle.h"
#include "step/bundle/node_files.h"
#include "step/hook/hook.h"
#include "text/json.h"

#define GRACE_MS 30000 // for the node to end it and tell

// ---- what it is told

// LCT_NODE is lct_node there.
static const char *
lower(struct arena *a, const char *name)
{
    char *text = arena_strdup(a, name);

    for (char *c = text; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    return text;
}

void
hook_put_vars(struct arena *a, struct doc *to, const struct doc *vars)
{
    for (size_t i = 0; i < doc_count(vars); i++)
        doc_put(a, to, vars->keys[i]->text, doc_copy(a, vars->items[i]));
}

void
hook_put_own(struct arena *a, struct doc *to, const struct bundle_env *env)
{
    for (; env->name; env++)
        doc_put_string(a, to, lower(a, env->name), env->value);
}

// Chef's are one file: those that it works by, the plan's in their place.
static struct doc *
attributes_of(struct arena *a, const struct hook *h)
{
    struct doc *d = NULL;
    struct lct_err err;

    if (str_eq(h->step->scheme, hook_chef.name))
        json_parse(a, h->step->content, strlen(h->step->content), TREE_FILE_MAX, false, &d, &err);
    return d && d->kind == DOC_MAP ? d : doc_map(a);
}

static const char *
vars_of(const struct hook *h, const struct bundle_env *env)
{
    struct arena *a = h->member->world->arena;
    struct doc *d = attributes_of(a, h);
    _own_(buf) struct buf text = { 0 };

    hook_put_vars(a, d, h->step->vars);
    hook_put_own(a, d, env);
    json_print(&text, d, JSON_PRETTY);
    return arena_strdup(a, buf_str(&text));
}

// ---- how it runs

static const struct bundle_env *
environment_of(const struct hook *h, const struct bundle_env *env)
{
    struct arena *a = h->member->world->arena;
    struct bundle_env *all;
    size_t n = 0;

    while (env[n].name)
        n++;
    all = arena_array(a, n + 3, sizeof *all);
    memcpy(all, env, n * sizeof *all);
    all[n] = (struct bundle_env){ "LCT_ENTRY", h->step->entry };
    all[n + 1] = (struct bundle_env){ "LCT_LIMIT_S",
        arena_printf(a, "%lld", (long long)hook_limit_ms(h) / 1000) };
    return all;
}

static void run_by(struct step *s, const struct hook *h, enum bundle_way way);

// Files that many hooks of a node work by are sent where the node says that it has them not. What
// failed and was begun by another run of ours may have failed since that died: it is run anew.
static void
ended(struct step *s, const struct lct_err *err, const struct bundle_result *results)
{
    struct lct_err outcome = *err;

    if (results && results->id && results->outcome == BUNDLE_LACKING) {
        run_by(s, s->item, BUNDLE_LEFT);
        return;
    }
    if (results && results->id && results->outcome == BUNDLE_RECORDED &&
        outcome.code == LCT_EFAILED)
        outcome.code = LCT_ERETRY;
    hook_ran(s, &outcome, results);
}

static void
run_by(struct step *s, const struct hook *h, enum bundle_way way)
{
    const int64_t limit = hook_limit_ms(h);
    _own_(hook_kit) struct hook_kit kit = { 0 };
    struct bundle_file files[HOOK_FILES + 1];
    char script[64];

    snprintf(script, sizeof script, "converge_%s.sh", h->step->scheme);
    hook_kit_make(h, hook_id(h), &kit);
    memcpy(files, kit.files, sizeof kit.files);
    files[HOOK_FILES] = (struct bundle_file){ "vars", vars_of(h, kit.env), 0600 };
    const struct bundle_step step = {
        .id = hook_id(h),
        .digest = hook_digest(h),
        .script = embed_find(node_files, script)->data,
        .files = files,
        .n_files = HOOK_FILES + 1,
        .tree = h->step->files,
        .way = way,
        .env = environment_of(h, kit.env),
        .args = h->step->args,
        .timeout_ms = limit,
        .mode = BUNDLE_RETRY,
        .chatty = true,
    };
    node_bundle_run(s, h->member, &step, 1, limit + GRACE_MS, ended);
}

static void
start(struct step *s, const struct hook *h)
{
    run_by(s, h, BUNDLE_KEPT);
}

const struct hook_scheme hook_localansible = { .name = "localansible", .start = start };
const struct hook_scheme hook_puppet = { .name = "puppet", .start = start };
const struct hook_scheme hook_chef = { .name = "chef", .start = start };
