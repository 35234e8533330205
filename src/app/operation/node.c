// SPDX-License-Identifier: MIT
// Single nodes: made as clusters of one, shown.
#include <stdlib.h>

#include "app/fanout/runner.h"
#include "app/plans/plan.h"
#include "app/query/inventory.h"
#include "app/run/keys.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/reach.h"
#include "text/json.h"
#include "text/yaml.h"

int
lct_node_list(struct lct *t, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && ret);
    _own_(arena) struct arena *a = arena_new();
    struct inventory inv;

    if (inventory_read(t, a, &inv, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    struct doc *list = doc_put(answer->arena, answer->root, "nodes", doc_list(answer->arena));
    for (size_t i = 0; i < inv.n; i++)
        doc_add(answer->arena, list, node_doc(answer->arena, inv.nodes[i], inv.clusters[i]));
    *ret = answer;
    return LCT_OK;
}

int
lct_node_show(struct lct *t, const char *node, struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && node && ret);
    _own_(arena) struct arena *a = arena_new();
    struct cluster *c;
    struct node *n;

    if (node_need(t, a, node, &n, &c, err) < 0)
        return err->code;
    struct lct_answer *answer = answer_new();
    doc_put(answer->arena, answer->root, "node", node_doc(answer->arena, n, c));
    *ret = answer;
    return LCT_OK;
}

// The word that named something retired stays in the plan, so that reading it tells of the
// substitute.
static const char *
image_word(const struct catalogue *c, const struct lct_node_args *args, const struct image *image)
{
    for (const char *const *w = args->words; *w; w++) {
        const struct image *found;
        bool substituted = false;
        if (match_image(c, *w, &found, &substituted, ERR_IGNORED) == LCT_OK && substituted &&
            found == image)
            return *w;
    }
    return image->id;
}

// {"script": "..."} for each SCHEME:VALUE.
static int
init_doc(struct arena *a, const char *const *init, struct doc **ret, struct lct_err *err)
{
    struct doc *steps = doc_list(a);

    for (; init && *init; init++) {
        const char *colon = strchr(*init, ':');
        if (!colon || colon == *init || !colon[1]) {
            lct_fail(err, LCT_EUSAGE, "--init %s is not SCHEME:VALUE", *init);
            return lct_hint(err, "for example --init script:setup.sh");
        }
        struct doc *step = doc_add(a, steps, doc_map(a));
        const char *scheme = arena_strndup(a, *init, (size_t)(colon - *init));
        doc_put_string(a, step, scheme, colon + 1);
    }
    *ret = doc_map(a);
    doc_put(a, *ret, "firstboot", steps);
    return LCT_OK;
}

// "KEY=VALUE", the value as in a plan.
static int
set_key(struct arena *a, struct doc *node, const char *word, struct lct_err *err)
{
    const char *equals = strchr(word, '=');
    const char *key = equals ? arena_strndup(a, word, (size_t)(equals - word)) : "";
    struct doc *value;

    if (!*key) {
        lct_fail(err, LCT_EUSAGE, "--set %s is not KEY=VALUE", word);
        return lct_hint(err, "for example --set 'firewall=[allow in http]'");
    }
    if (doc_get(node, key)) {
        lct_fail(err, LCT_EUSAGE, "--set %s: it is said otherwise, or twice", key);
        return lct_hint(
            err, "words say type and image; --name, --tag, --kernel and --init the rest");
    }
    if (yaml_parse(a, equals + 1, strlen(equals + 1), &value, NULL, err) < 0)
        return lct_wrap(err, "--set %s", key);
    doc_put(a, node, key, value);
    return LCT_OK;
}

static char *
made_up_name(struct lct *t, const struct region *r)
{
    return mem_printf("%s-%04x", r->id, (unsigned)(random_64(loop_random(t->loop)) & 0xffff));
}

static int
plan_doc(struct arena *a, const struct lct_node_args *args, const struct catalogue *c,
    const struct node_words *w, const char *name, struct doc **ret, struct lct_err *err)
{
    struct doc *d = *ret = doc_map(a), *init;

    doc_put_string(a, d, "name", "node");
    struct doc *region = doc_add(a, doc_put(a, d, "regions", doc_list(a)), doc_map(a));
    doc_put_string(a, region, "region", w->region->id);
    struct doc *node = doc_add(a, doc_put(a, region, "nodes", doc_list(a)), doc_map(a));
    doc_put_string(a, node, "name", "node");
    doc_put_string(a, node, "type", w->type->id);
    doc_put_string(a, node, "image", w->image ? image_word(c, args, w->image) : "linode/debian12");
    if (args->kernel)
        doc_put_string(a, node, "kernel", args->kernel);
    doc_put_string(a, node, "nodenames", name);
    doc_put_string(a, node, "hostnames", name);
    if (args->tags && *args->tags)
        doc_put(a, node, "tags", doc_texts(a, args->tags));
    if (args->init && *args->init) {
        if (init_doc(a, args->init, &init, err) < 0)
            return err->code;
        doc_put(a, node, "init", init);
    }
    for (const char *const *set = args->set; set && *set; set++)
        if (set_key(a, node, *set, err) < 0)
            return err->code;
    return LCT_OK;
}

int
lct_node_plan(struct lct *t, const struct lct_node_args *args, struct lct_plan **ret, char **name,
    struct lct_err *err)
{
    API_NEEDS(err, t && args && ret && name && args->words);
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf text = { 0 };
    const struct lct_plan_args plan_args = { .accept_substitutes = args->accept_substitutes };
    const struct catalogue *c;
    _own_(secret) struct secret *token = NULL;
    struct node_words words = { 0 };
    struct doc *d;
    size_t n = 0;
    int code;

    *ret = NULL;
    while (args->words[n])
        n++;
    if (token_find(t, &token, NULL, err) < 0 || catalogue_need(t, CATALOGUE_LIVE, &c, err) < 0 ||
        match_words(c, args->words, n, &words, err) < 0)
        return err->code;
    *name = args->name ? mem_strdup(args->name) : made_up_name(t, words.region);
    code = plan_doc(a, args, c, &words, *name, &d, err);
    if (code == LCT_OK) {
        json_print(&text, d, JSON_PRETTY);
        code = lct_plan_text(t, buf_str(&text), text.len, "node create", &plan_args, ret, err);
    }
    if (code != LCT_OK)
        free(take(*name));
    return code;
}
