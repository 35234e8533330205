// SPDX-License-Identifier: MIT
// What the words of the command table stand for, as candidates: names in the inventory, packaged
// plans and their parameters, regions, faults. Nothing is asked of the cloud.
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "cli/cmd/run.h"
#include "cli/line/complete.h"

#define PACKAGE "package:"

static struct lct *
open_quietly(struct invocation *v)
{
    struct lct_err err = { 0 };

    return toolkit_open(v, &err);
}

static const char *
argument(const struct line *l, int i)
{
    return i < l->n_arguments && i < MOST_ARGUMENTS ? l->arguments[i] : NULL;
}

static void
offer_choices(const char *choices)
{
    _own_(free) char *copy = mem_strdup(choices);
    char *rest = NULL;

    for (char *word = strtok_r(copy, "|", &rest); word; word = strtok_r(NULL, "|", &rest))
        offer(word, NULL);
}

// ---- what the library lists

// Offers a field of each item; frees the answer.
static void
offer_list(struct lct_answer *answer, const char *list, const char *field, const char *description)
{
    const struct lct_value *items = lct_get(lct_answer_root(answer), list);

    for (size_t i = 0; i < lct_count(items); i++) {
        const struct lct_value *item = lct_at(items, i);
        offer(lct_text(lct_get(item, field), ""), lct_text(lct_get(item, description), NULL));
    }
    lct_answer_free(answer);
}

static void
offer_answers(struct invocation *v,
    int (*call)(struct lct *, struct lct_answer **, struct lct_err *), const char *list,
    const char *field, const char *description)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (open_quietly(v) && call(v->toolkit, &answer, &err) == LCT_OK)
        offer_list(answer, list, field, description);
}

static void
offer_clusters(struct invocation *v, const struct line *l)
{
    (void)l;
    offer_answers(v, lct_cluster_list, "clusters", "name", "state");
}

static void
offer_nodes(struct invocation *v, const struct line *l)
{
    (void)l;
    offer_answers(v, lct_node_list, "nodes", "label", "cluster");
}

static void
offer_volumes(struct invocation *v, const struct line *l)
{
    (void)l;
    offer_answers(v, lct_volume_list, "volumes", "label", "name");
}

static void
offer_profiles(struct invocation *v, const struct line *l)
{
    (void)l;
    offer_answers(v, lct_profile_list, "profiles", "name", "url");
}

static void
offer_operations(struct invocation *v, const struct line *l)
{
    (void)l;
    offer_answers(v, lct_operation_list, "operations", "id", "summary");
}

static void
offer_secrets(struct invocation *v, const struct line *l)
{
    (void)l;
    offer("personal-token", "token of the API");
    offer("default-root-ssh-public-key", "your public key");
    offer_answers(v, lct_secret_list, "secrets", "name", "");
}

// ---- the catalogue

static void
offer_catalogue(struct invocation *v, const char *kind)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (open_quietly(v) && lct_catalogue(v->toolkit, kind, NULL, &answer, &err) == LCT_OK)
        offer_list(answer, kind, "id", "label");
}

static void
offer_regions(struct invocation *v, const struct line *l)
{
    (void)l;
    offer_catalogue(v, "regions");
}

static void
offer_packages(struct invocation *v, const char *prefix)
{
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    if (!open_quietly(v) || lct_plan_packages(v->toolkit, NULL, &answer, &err) < 0)
        return;
    const struct lct_value *list = lct_get(lct_answer_root(answer), "packageplans");
    for (size_t i = 0; i < lct_count(list); i++) {
        const struct lct_value *p = lct_at(list, i);
        _own_(free) char *word = mem_printf("%s%s", prefix, lct_text(lct_get(p, "name"), ""));
        offer(word, lct_text(lct_get(p, "description"), NULL));
    }
    lct_answer_free(answer);
}

// What narrows a list down, or makes a node.
static void
offer_words(struct invocation *v, const struct line *l)
{
    static const char *const of_node[] = { "regions", "types", "images" };

    if (str_eq(l->noun, "node")) {
        for (size_t i = 0; i < sizeof of_node / sizeof of_node[0]; i++)
            offer_catalogue(v, of_node[i]);
    } else if (str_eq(l->command->verb, "packageplans")) {
        offer_packages(v, "");
    } else {
        offer_catalogue(v, l->command->verb);
    }
}

// ---- plans

static void
offer_plans(struct invocation *v, const struct line *l)
{
    size_t n = strlen(l->now);

    if (n && strncmp(l->now, PACKAGE, n < strlen(PACKAGE) ? n : strlen(PACKAGE)) == 0)
        offer_packages(v, PACKAGE);
    else
        puts(":files");
}

// The argument of the line that stands for a plan; NULL: there is none yet, or it is not at hand.
static const char *
plan_of(const struct line *l)
{
    const char *p = l->command ? strstr(l->command->arguments, "PLAN") : NULL;
    int place = 0;

    for (const char *q = l->command ? l->command->arguments : ""; p && q < p; q++)
        place += *q == ' ';
    const char *plan = p ? argument(l, place) : NULL;
    return !plan || str_eq(plan, "-") || strstr(plan, "://") ? NULL : plan;
}

static void
offer_parameters(struct invocation *v, const struct line *l)
{
    const struct lct_plan_args args = { .offline = true, .look = true };
    const char *where = plan_of(l);
    struct lct_answer *answer = NULL;
    struct lct_plan *plan = NULL;
    struct lct_err err = { 0 };

    if (where && open_quietly(v))
        lct_plan_read(v->toolkit, where, &args, &plan, &err);
    if (!plan || lct_plan_parameters(plan, &answer, &err) < 0) {
        lct_plan_free(plan);
        return;
    }
    const struct lct_value *list = lct_get(lct_answer_root(answer), "parameters");
    for (size_t i = 0; i < lct_count(list); i++) {
        const struct lct_value *p = lct_at(list, i);
        _own_(free) char *word = mem_printf("%s=", lct_text(lct_get(p, "name"), ""));
        offer(word, lct_text(lct_get(p, "help"), NULL));
    }
    lct_answer_free(answer);
    lct_plan_free(plan);
}

// Keys of the plan language below the one that is written so far: nodes.storage.f ->
// nodes.storage.fs.
static void
offer_keys(struct invocation *v, const struct line *l)
{
    const char *dot = strrchr(l->now, '.');
    _own_(free) char *owner = mem_strndup(l->now, dot ? (size_t)(dot - l->now) : 0);
    struct lct_answer *answer = NULL;
    struct lct_err err = { 0 };

    (void)v;
    if (lct_plan_explain(owner, NULL, &answer, &err) < 0)
        return;
    const struct lct_value *keys = lct_get(lct_answer_root(answer), "keys");
    for (size_t i = 0; i < lct_count(keys); i++) {
        const struct lct_value *key = lct_at(keys, i);
        _own_(free) char *word =
            mem_printf("%s%s%s", owner, dot ? "." : "", lct_text(lct_get(key, "key"), ""));
        offer(word, lct_text(lct_get(key, "help"), NULL));
    }
    if (!dot)
        offer("nodes", "node plans");
    lct_answer_free(answer);
}

// ---- parts of a cluster

// Each word once, behind what is written already.
static void
offer_once(struct map *seen, const char *prefix, const char *word, const char *suffix,
    const char *description)
{
    _own_(free) char *whole = mem_printf("%s%s%s", prefix, word, suffix);

    if (!map_has(seen, whole))
        offer(whole, description);
    map_put(seen, whole, seen);
}

static const struct lct_value *
nodes_of(struct invocation *v, const char *cluster, struct lct_answer **answer)
{
    struct lct_err err = { 0 };

    if (!cluster || !open_quietly(v) || lct_cluster_nodes(v->toolkit, cluster, answer, &err) < 0)
        return NULL;
    return lct_get(lct_answer_root(*answer), "nodes");
}

// Node plans, tags and nodes of the cluster, behind the last comma or "!" of the selector.
static void
offer_selection(struct invocation *v, const struct line *l)
{
    const char *last = l->now + strlen(l->now);
    while (last > l->now && !strchr(",!", last[-1]))
        last--;
    _own_(free) char *before = mem_strndup(l->now, (size_t)(last - l->now));
    _own_(map) struct map seen = { 0 };
    struct lct_answer *answer = NULL;
    const struct lct_value *nodes = nodes_of(v, argument(l, 0), &answer);

    for (size_t i = 0; i < lct_count(nodes); i++) {
        const struct lct_value *n = lct_at(nodes, i), *tags = lct_get(n, "tags");
        offer_once(&seen, before, lct_text(lct_get(n, "group"), ""), "", "node plan");
        for (size_t k = 0; k < lct_count(tags); k++)
            offer_once(&seen, before, lct_text(lct_at(tags, k), ""), "", "tag");
        offer_once(&seen, before, lct_text(lct_get(n, "name"), ""), "", "node");
    }
    lct_answer_free(answer);
}

static void
offer_counts(struct invocation *v, const struct line *l)
{
    _own_(map) struct map seen = { 0 };
    struct lct_answer *answer = NULL;
    const struct lct_value *nodes = nodes_of(v, argument(l, 0), &answer);

    for (size_t i = 0; i < lct_count(nodes); i++)
        offer_once(&seen, "", lct_text(lct_get(lct_at(nodes, i), "group"), ""), "=", "node plan");
    lct_answer_free(answer);
}

// ---- what stands in the table

static void
offer_files(struct invocation *v, const struct line *l)
{
    (void)v;
    (void)l;
    puts(":files");
}

// As lct-lab names them.
static void
offer_faults(struct invocation *v, const struct line *l)
{
    (void)v;
    (void)l;
    offer_choices("429|429-bare|500|502|503|408-after-success|500-after-success|reset|"
                  "reset-after-success|garbage|garbage-html|garbage-types|delay|random|none");
}

void
offer_values(struct invocation *v, const struct line *l, const char *word)
{
    // of: the noun whose argument it is, or the option whose value; NULL: any.
    static const struct {
        const char *word, *of;
        void (*offer)(struct invocation *v, const struct line *l);
    } values[] = {
        { "PLAN", NULL, offer_plans },
        { "FILE", NULL, offer_files },
        { "SRC..", NULL, offer_files },
        { "KEY", NULL, offer_keys },
        { "WORD..", NULL, offer_words },
        { "REGION", NULL, offer_regions },
        { "NAME=VALUE", "set", offer_parameters },
        { "GROUP=N..", NULL, offer_counts },
        { "SELECTOR", NULL, offer_selection },
        { "NODE", NULL, offer_nodes },
        { "NODE..", NULL, offer_nodes },
        { "VOLUME", NULL, offer_volumes },
        { "VOLUME..", NULL, offer_volumes },
        { "NAME", "profile", offer_profiles },
        { "NAME", "cluster", offer_clusters },
        { "NAME", "hook", offer_clusters },
        { "NAME", "ssh-agent", offer_clusters },
        { "NAME", "ssh-config", offer_clusters },
        { "TYPE", "secret", offer_secrets },
        { "ID", "operation", offer_operations },
        { "KIND", "lab", offer_faults },
    };
    const char *of = l->wants ? l->wants->name : l->noun;

    if (strchr(word, '|'))
        return offer_choices(word);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++)
        if (str_eq(values[i].word, word) && (!values[i].of || str_eq(values[i].of, of)))
            return values[i].offer(v, l);
}
