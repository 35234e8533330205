// SPDX-License-Identifier: MIT
// depends:, start: and stop:.
#include <string.h>

#include "base/str.h"
#include "plan/load/load.h"

#define READY_MS (5 * 60 * 1000)
#define EVERY_MS 2000

static void
add_depend(struct loading *l, const struct doc *at, const char *alias, const char *cluster)
{
    struct plan *p = l->plan;
    struct plan_depend *d = &p->depends[p->n_depends];

    *d = (struct plan_depend){ alias, cluster, at->pos };
    for (size_t i = 0; i < p->n_depends; i++)
        if (str_eq(p->depends[i].alias, alias)) {
            diag_note(l->diags, load_error(l, at, "two dependencies have the name '%s'", alias),
                p->depends[i].pos, "the first is here");
            return;
        }
    if (!*cluster || strpbrk(alias, ". \t\n") || !*alias)
        load_error(l, at, "'%s' is no name of a dependency", alias);
    p->n_depends++;
}

void
load_depends(struct loading *l)
{
    const struct doc *d = doc_get(l->top, "depends");
    size_t n = 0;

    for (size_t i = 0; i < load_count(d); i++)
        n += load_item(d, i)->kind == DOC_MAP ? load_item(d, i)->n : 1;
    if (n > MOST_DEPENDS) {
        load_error(l, d, "more than %d dependencies", MOST_DEPENDS);
        return;
    }
    l->plan->depends = arena_array(l->arena, n, sizeof *l->plan->depends);
    for (size_t i = 0; i < load_count(d); i++) {
        const struct doc *item = load_item(d, i);
        if (item->kind != DOC_MAP)
            add_depend(l, item, doc_text(item, ""), doc_text(item, ""));
        for (size_t k = 0; item->kind == DOC_MAP && k < item->n; k++)
            add_depend(l, item->keys[k], item->keys[k]->text, doc_text(item->items[k], ""));
    }
}

// What runs on a node, or is asked there; NULL: nothing.
static const char *
command_text(struct loading *l, const struct doc *d)
{
    const char *text = doc_text(d, NULL);

    return text ? load_port_text(l, d, text) : NULL;
}

static struct plan_probe *
load_probe(struct loading *l, const struct doc *d)
{
    struct plan_probe *p = d ? ARENA_NEW(l->arena, struct plan_probe) : NULL;

    if (!d)
        return NULL;
    p->pos = d->pos;
    p->command = command_text(l, d->kind == DOC_MAP ? doc_get(d, "command") : d);
    p->port = load_port_number(l, doc_get(d, "port"), "tcp", 0);
    p->http = command_text(l, doc_get(d, "http"));
    p->timeout_ms = load_duration(l, doc_get(d, "timeout"), READY_MS);
    p->every_ms = load_duration(l, doc_get(d, "every"), EVERY_MS);
    if ((p->command != NULL) + (doc_get(d, "port") != NULL) + (p->http != NULL) != 1)
        load_error(l, d, "a probe asks one thing: command:, port: or http:");
    if (p->http && !str_starts(p->http, "http://") && !str_starts(p->http, "https://"))
        load_error(l, doc_get(d, "http"), "'%s' is no URL: http://localhost:8080/", p->http);
    if (p->every_ms > p->timeout_ms)
        load_error(l, d, "it would not be asked twice: every: is longer than timeout:");
    return p;
}

static void
load_service(struct loading *l, const struct doc *d, struct plan_service *s, const char *title)
{
    s->pos = d->pos;
    s->title = title;
    s->name = d->kind == DOC_MAP ? doc_get_text(d, "name", NULL) : doc_text(d, NULL);
    s->start = command_text(l, doc_get(d, "start"));
    s->stop = command_text(l, doc_get(d, "stop"));
    s->ready = load_probe(l, doc_get(d, "ready"));
    if (!s->name && !s->start && !s->stop && !s->ready)
        load_error(l, d, "the service says nothing: name: UNIT, or start:, stop:, ready:");
    else if (!s->name && s->start && !s->stop)
        diag_hint(l->diags, load_warning(l, d, "the service is started but nothing stops it"),
            "give it stop:, or name: UNIT");
}

static void
load_stage(struct loading *l, const struct doc *d, struct plan_stage *s)
{
    const struct doc *services =
        doc_get(d, "service") ? doc_get(d, "service") : doc_get(d, "services");

    s->pos = d->pos;
    s->node_plans = load_texts(l, d->kind == DOC_MAP ? doc_get(d, "nodes") : d);
    s->pause_ms = load_duration(l, doc_get(d, "pause"), 0);
    s->n_services = load_count(services);
    s->services = arena_array(l->arena, s->n_services, sizeof *s->services);
    for (size_t i = 0; i < s->n_services; i++)
        load_service(l, load_item(services, i), &s->services[i],
            arena_printf(l->arena, "service %zu of %s", i + 1, *s->node_plans));
}

static size_t
load_stages(struct loading *l, const struct doc *d, struct plan_stage **ret)
{
    size_t n = d && d->kind == DOC_LIST ? d->n : 0;

    *ret = arena_array(l->arena, n, sizeof **ret);
    for (size_t i = 0; i < n; i++)
        load_stage(l, d->items[i], &(*ret)[i]);
    return n;
}

void
load_order(struct loading *l)
{
    l->plan->n_start = load_stages(l, doc_get(l->top, "start"), &l->plan->start);
    l->plan->n_stop = load_stages(l, doc_get(l->top, "stop"), &l->plan->stop);
}
