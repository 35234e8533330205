// SPDX-License-Identifier: MIT
// Which scripts have units on a member that run them at every boot: those of its plan. Their own
// steps bring them (step/hook/script.c); here those go that an earlier plan had.
#include "step/aspect/boot.h"

#include "base/str.h"
#include "model/hook.h"
#include "step/bundle/node_files.h"
#include "step/kinds.h"

#define LEAVE_MS 60000
#define MORE_MS 60000

const char *
boot_unit(struct arena *a, const char *name)
{
    char id[BUNDLE_ID_MAX];

    return arena_strdup(a, bundle_id(arena_printf(a, "lct-boot-%s", name), id));
}

static bool
names_any(const struct member *m)
{
    for (size_t i = 0; i < m->np->n_steps; i++)
        if (hook_is_unit(&m->np->steps[i]))
            return true;
    return false;
}

// A node that has some, of which the plan has none any more, is rid of them.
static bool
wanted(const struct member *m)
{
    return names_any(m) || !str_empty(m->has[ASPECT_BOOT]);
}

static int
render(struct rendered *r, struct lct_err *err)
{
    const struct node_plan *np = r->member->np;
    struct arena *a = r->member->world->arena;
    _own_(buf) struct buf list = { 0 };
    char digest[DIGEST_TEXT];

    (void)err;
    for (size_t i = 0; i < np->n_steps; i++)
        if (hook_is_unit(&np->steps[i]))
            buf_addf(&list, "%s\n", boot_unit(a, np->steps[i].name));
    r->made = arena_strdup(a, buf_str(&list));
    r->digest = list.len ? arena_strdup(a, digest_text(buf_str(&list), list.len, digest)) : "";
    return LCT_OK;
}

static int
step(const struct rendered *r, struct bundle_step *ret, struct lct_err *err)
{
    static const struct bundle_env leave[] = { { "LCT_DO", "leave" }, { NULL, NULL } };
    struct bundle_file *list = ARENA_NEW(r->member->world->arena, struct bundle_file);

    (void)err;
    *list = (struct bundle_file){ "list", r->made, 0600 };
    *ret = (struct bundle_step){
        .id = r->aspect->name,
        .script = embed_find(node_files, "boot.sh")->data,
        .files = list,
        .n_files = 1,
        .env = leave,
        .timeout_ms = LEAVE_MS,
        .mode = BUNDLE_ALWAYS,
    };
    return LCT_OK;
}

// What ran by a unit that is gone is to have another when the plan names it again.
static void
kept(const struct rendered *r)
{
    struct member *m = r->member;

    for (const char *const *name = m->dropped; name && *name; name++) {
        const struct fact ran = { .cluster = m->node->cluster,
            .node = m->node->uuid,
            .key = arena_printf(m->world->arena, "hook:%s/%s", event_name(EVENT_BOOT), *name) };
        batch_remove(ledger_batch(m->world->ledger), RECORD_FACT, &ran);
    }
    m->dropped = NULL;
}

const struct aspect aspect_boot = {
    .id = ASPECT_BOOT,
    .name = "boot",
    .kind = &node_content,
    .basis = ASPECT_OF_NODE,
    .limit_ms = LEAVE_MS + MORE_MS,
    .wanted = wanted,
    .render = render,
    .step = step,
    .kept = kept,
};
