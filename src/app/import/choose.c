// SPDX-License-Identifier: MIT
// Which Linodes are meant: by label, id, tag, or a state of Terraform's.
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "app/import/import.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "base/vec.h"
#include "lct/cluster.h"
#include "port/shell.h"
#include "text/json.h"

#define STATE_MAX (64u << 20) // bytes of Terraform's state
#define KNOWN_MAX (16u << 20) // bytes of a known_hosts file

struct choosing {
    struct importing *x;
    const struct observed *seen;
    struct map chosen; // id -> struct machine
};

static void
choose(struct choosing *c, const struct machine *m)
{
    map_put(&c->chosen, m->id, (void *)(uintptr_t)m);
}

// ---- by words

static int
fail_unknown(const struct choosing *c, const char *word, struct lct_err *err)
{
    struct arena *a = c->x->run->arena;
    const char **labels = arena_array(a, c->seen->n, sizeof *labels), *nearest;

    for (size_t i = 0; i < c->seen->n; i++)
        labels[i] = c->seen->machines[i].label;
    nearest = str_nearest(word, labels, c->seen->n);
    lct_fail(err, LCT_ENOTFOUND, "the account has no Linode %s", word);
    if (nearest)
        return lct_hint(err, "did you mean %s?", nearest);
    return lct_hint(err, "say a label, which may have * and ? in it, or an id");
}

static int
choose_word(struct choosing *c, const char *word, struct lct_err *err)
{
    bool any = false;

    for (size_t i = 0; i < c->seen->n; i++) {
        const struct machine *m = &c->seen->machines[i];
        if (!str_eq(m->id, word) && fnmatch(word, m->label, 0) != 0)
            continue;
        choose(c, m);
        any = true;
    }
    return any ? LCT_OK : fail_unknown(c, word, err);
}

static int
choose_tagged(struct choosing *c, const char *tag, struct lct_err *err)
{
    bool any = false;

    for (size_t i = 0; i < c->seen->n; i++) {
        const struct machine *m = &c->seen->machines[i];
        if (!machine_tagged(m, tag))
            continue;
        choose(c, m);
        any = true;
    }
    return any ? LCT_OK
               : lct_fail(err, LCT_ENOTFOUND, "no Linode of the account has the tag %s", tag);
}

// ---- by a state of Terraform's, version 4: of each linode_instance its id
// (https://developer.hashicorp.com/terraform/internals/json-format tells of the format, and that
// the state itself is JSON)

static int
fail_state(const char *path, struct lct_err *err)
{
    lct_fail(err, LCT_EUSAGE, "%s is no state of Terraform's that can be read", path);
    return lct_hint(err, "give terraform.tfstate, or what 'terraform state pull' prints");
}

static int
choose_instance(
    struct choosing *c, const char *path, const struct doc *attributes, struct lct_err *err)
{
    const char *id = doc_get_text(attributes, "id", "");
    const struct machine *m = map_get(&c->seen->by_id, id);

    if (!*id)
        return fail_state(path, err);
    if (m) {
        choose(c, m);
        return LCT_OK;
    }
    lct_fail(err, LCT_ENOTFOUND, "Linode %s (%s) of %s is not at the account", id,
        doc_get_text(attributes, "label", "?"), path);
    return lct_hint(err, "refresh the state, or choose by labels or a tag");
}

static int
choose_resource(
    struct choosing *c, const char *path, const struct doc *resource, struct lct_err *err)
{
    const struct doc *instances = doc_get(resource, "instances");

    if (!str_eq(doc_get_text(resource, "type", ""), "linode_instance") ||
        !str_eq(doc_get_text(resource, "mode", "managed"), "managed"))
        return LCT_OK;
    doc_each (one, instances)
        if (choose_instance(c, path, doc_get(one, "attributes"), err) < 0)
            return err->code;
    return LCT_OK;
}

static int
choose_by_state(struct choosing *c, const char *path, struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };
    const size_t before = c->chosen.n;
    struct doc *d = NULL;
    const struct doc *resources;

    if (file_read(path, STATE_MAX, &text, err) < 0)
        return err->code;
    if (json_parse(c->x->run->arena, buf_str(&text), text.len, STATE_MAX, false, &d, ERR_IGNORED) <
        0)
        return fail_state(path, err);
    resources = doc_get(d, "resources");
    if (!resources || resources->kind != DOC_LIST)
        return fail_state(path, err);
    doc_each (one, resources)
        if (choose_resource(c, path, one, err) < 0)
            return err->code;
    if (c->chosen.n == before)
        return lct_fail(err, LCT_ENOTFOUND, "%s has no Linodes", path);
    return LCT_OK;
}

// ---- all of them

static int
choose_all(struct choosing *c, struct lct_err *err)
{
    const struct lct_import_args *args = c->x->args;

    for (const char *const *w = args->linodes; w && *w; w++)
        if (choose_word(c, *w, err) < 0)
            return err->code;
    if ((args->tag && choose_tagged(c, args->tag, err) < 0) ||
        (args->terraform && choose_by_state(c, args->terraform, err) < 0))
        return err->code;
    if (c->chosen.n)
        return LCT_OK;
    lct_fail(err, LCT_EUSAGE, "no Linode is named");
    return lct_hint(err, "say labels, ids, a tag, or a state of Terraform's");
}

static int
check_free(const struct machine *m, struct lct_err *err)
{
    for (const char *const *tag = m->tags; *tag; tag++) {
        if (!str_starts(*tag, "lct:"))
            continue;
        lct_fail(err, LCT_EEXISTS, "Linode %s (%s) is of a cluster already: it has the tag %s",
            m->id, m->label, *tag);
        return lct_hint(err, "where the inventory lost it: %s", ADVICE(CLUSTER_ADOPT, "NAME"));
    }
    if (m->status != MACHINE_SUSPENDED && m->status != MACHINE_DELETING)
        return LCT_OK;
    return lct_fail(err, LCT_EUSAGE, "Linode %s (%s) is %s", m->id, m->label, m->status_name);
}

// Those of other contexts and profiles are known by their tags.
static int
check_unknown(struct importing *x, struct lct_err *err)
{
    _own_(map) struct map known = { 0 };
    struct node **nodes;
    size_t n;

    if (!(nodes = kept_nodes(x->run->t, x->run->arena, NULL, &n, err)))
        return err->code;
    for (size_t i = 0; i < n; i++)
        if (nodes[i]->cloud_id)
            map_put(&known, nodes[i]->cloud_id, nodes[i]);
    for (size_t i = 0; i < x->n; i++) {
        const struct node *of = map_get(&known, x->items[i].machine->id);
        if (of)
            return lct_fail(err, LCT_EEXISTS, "Linode %s is the node %s already",
                x->items[i].machine->id, of->label);
    }
    return LCT_OK;
}

static int
by_region(const void *a, const void *b)
{
    const struct machine *x = ((const struct imported *)a)->machine,
                         *y = ((const struct imported *)b)->machine;
    int order = strcmp(x->region, y->region);

    return order ? order : strverscmp(x->label, y->label);
}

static int
by_label(const void *a, const void *b)
{
    const struct thing *x = *(const struct thing *const *)a, *y = *(const struct thing *const *)b;

    return strcmp(x->label, y->label);
}

static struct imported *
owner_of(const struct map *by_id, const struct thing *t)
{
    return *t->members ? map_get(by_id, *t->members) : NULL;
}

static void
add_volumes(struct importing *x)
{
    const struct things *all = &x->run->seen.things[NOUN_VOLUME];
    _own_(map) struct map by_id = { 0 };
    struct imported *of;

    for (size_t i = 0; i < x->n; i++)
        map_put(&by_id, x->items[i].machine->id, &x->items[i]);
    for (size_t i = 0; i < all->n; i++)
        if ((of = owner_of(&by_id, &all->items[i])))
            of->n_volumes++;
    for (size_t i = 0; i < x->n; i++) {
        x->items[i].volumes =
            arena_array(x->run->arena, x->items[i].n_volumes, sizeof *x->items[i].volumes);
        x->items[i].n_volumes = 0;
    }
    for (size_t i = 0; i < all->n; i++)
        if ((of = owner_of(&by_id, &all->items[i])))
            of->volumes[of->n_volumes++] = &all->items[i];
    for (size_t i = 0; i < x->n; i++)
        if (x->items[i].n_volumes)
            qsort(
                x->items[i].volumes, x->items[i].n_volumes, sizeof *x->items[i].volumes, by_label);
}

static int
set_items(struct choosing *c, struct lct_err *err)
{
    struct importing *x = c->x;

    x->items = arena_array(x->run->arena, c->chosen.n, sizeof *x->items);
    map_each (it, &c->chosen) {
        const struct machine *m = it->value;
        if (check_free(m, err) < 0)
            return err->code;
        x->items[x->n++] = (struct imported){ .machine = m };
    }
    qsort(x->items, x->n, sizeof *x->items, by_region);
    return check_unknown(x, err);
}

// Rebuilds of before are nobody's affair.
static int
look(struct run *r, struct lct_err *err)
{
    const struct observe_args args = { .rebuilds = true };

    if (observe(r->t, r->cloud, r->arena, &args, &r->seen, err) == LCT_OK)
        r->looked = true;
    return err->code;
}

int
import_choose(struct importing *x, struct lct_err *err)
{
    const bool nouns[N_NOUNS] = { [NOUN_VOLUME] = true };
    struct choosing c = { .x = x, .seen = &x->run->seen };

    if (look(x->run, err) == LCT_OK && choose_all(&c, err) == LCT_OK &&
        set_items(&c, err) == LCT_OK && run_observe_things(x->run, nouns, err) == LCT_OK)
        add_volumes(x);
    map_done(&c.chosen);
    return err->code;
}

// ---- host keys

// By its address, or by its label, as which a configuration of ssh may know it.
static const char *
keys_of(struct arena *a, const char *known, const struct machine *m)
{
    const char *const names[] = { m->public_ipv4, m->ipv6, m->label };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        _own_(free) char *keys = names[i] ? ssh_known_keys(known, names[i]) : NULL;
        if (keys)
            return arena_strdup(a, keys);
    }
    return NULL;
}

int
import_host_keys(struct importing *x, struct lct_err *err)
{
    _own_(buf) struct buf known = { 0 };

    if (file_read(x->args->known_hosts, KNOWN_MAX, &known, err) < 0)
        return err->code;
    for (size_t i = 0; i < x->n; i++) {
        struct imported *one = &x->items[i];
        const struct machine *m = one->machine;
        one->host_keys = keys_of(x->run->arena, buf_str(&known), m);
        if (one->host_keys)
            continue;
        lct_fail(err, LCT_EAUTH, "no ssh-ed25519 host key of %s (%s) is known in %s", m->label,
            m->public_ipv4 ? m->public_ipv4 : "no address", x->args->known_hosts);
        return lct_hint(err,
            "log in to it once with ssh, and compare the key that it shows with the machine's own: "
            "ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub on its console");
    }
    return LCT_OK;
}
