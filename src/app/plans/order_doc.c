// SPDX-License-Identifier: MIT
// What a plan says of the cluster as a whole, as an answer.
#include "app/plans/doc.h"

static struct doc *
hosts_doc(struct arena *a, const struct plan_hosts *h)
{
    struct doc *d = doc_map(a);

    doc_put_bool(a, d, "private", h->private_names);
    doc_put_bool(a, d, "public", h->public_names);
    doc_put(a, d, "scope", doc_texts(a, h->scope));
    doc_put_bool(a, d, "dependents", h->dependents);
    return d;
}

static struct doc *
dns_doc(struct arena *a, const struct plan *p)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < p->n_dns; i++) {
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "kind", p->dns[i].kind);
        doc_put_string(a, d, "zone", p->dns[i].zone);
        doc_put(a, d, "servers", doc_texts(a, p->dns[i].servers));
        doc_put_string(a, d, "on", p->dns[i].on);
    }
    return list;
}

static struct doc *
depends_doc(struct arena *a, const struct plan *p)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < p->n_depends; i++) {
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "alias", p->depends[i].alias);
        doc_put_string(a, d, "cluster", p->depends[i].cluster);
    }
    return list;
}

static struct doc *
ports_doc(struct arena *a, const struct named_ports *ports)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < ports->n; i++) {
        struct doc *d = doc_add(a, list, doc_map(a));
        doc_put_string(a, d, "name", ports->items[i].name);
        doc_put_string(a, d, "protocol", ports->items[i].protocol);
        doc_put_string(a, d, "number", ports->items[i].number);
    }
    return list;
}

static struct doc *
probe_doc(struct arena *a, const struct plan_probe *p)
{
    struct doc *d = p ? doc_map(a) : doc_null(a);

    if (!p)
        return d;
    doc_put_string(a, d, "command", p->command);
    doc_put(a, d, "port", p->port ? doc_int(a, p->port) : doc_null(a));
    doc_put_string(a, d, "http", p->http);
    doc_put_int(a, d, "timeout_ms", p->timeout_ms);
    doc_put_int(a, d, "every_ms", p->every_ms);
    return d;
}

static struct doc *
stages_doc(struct arena *a, const struct plan_stage *stages, size_t n)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < n; i++) {
        struct doc *d = doc_add(a, list, doc_map(a)), *services;
        doc_put(a, d, "nodes", doc_texts(a, stages[i].node_plans));
        doc_put_int(a, d, "pause_ms", stages[i].pause_ms);
        services = doc_put(a, d, "services", doc_list(a));
        for (size_t k = 0; k < stages[i].n_services; k++) {
            const struct plan_service *s = &stages[i].services[k];
            struct doc *one = doc_add(a, services, doc_map(a));
            doc_put_string(a, one, "name", s->name);
            doc_put_string(a, one, "start", s->start);
            doc_put_string(a, one, "stop", s->stop);
            doc_put(a, one, "ready", probe_doc(a, s->ready));
        }
    }
    return list;
}

static struct doc *
vpcs_doc(struct arena *a, const struct plan *p)
{
    struct doc *list = doc_list(a);

    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_vpcs; i++) {
            const struct plan_vpc *v = &p->regions[r].vpcs[i];
            struct doc *d = doc_add(a, list, doc_map(a)), *subnets;
            doc_put_string(a, d, "name", v->name);
            doc_put_string(a, d, "region", p->regions[r].region->id);
            subnets = doc_put(a, d, "subnets", doc_list(a));
            for (size_t k = 0; k < v->n_subnets; k++) {
                struct doc *one = doc_add(a, subnets, doc_map(a));
                doc_put_string(a, one, "name", v->subnets[k].name);
                doc_put_string(a, one, "ipv4", v->subnets[k].ipv4);
            }
        }
    return list;
}

static struct doc *
later_doc(struct arena *a, const struct plan *p)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < p->n_later; i++)
        doc_add(a, list, doc_string(a, p->later[i].what));
    return list;
}

static struct doc *
networks_doc(struct arena *a, const struct plan_networks *networks)
{
    struct doc *list = doc_list(a);

    for (size_t i = 0; i < networks->n; i++) {
        struct doc *one = doc_add(a, list, doc_map(a));
        doc_put_string(a, one, "name", networks->items[i].name);
        doc_put(a, one, "addresses", doc_texts(a, networks->items[i].nets));
    }
    return list;
}

void
put_plan_order(struct arena *a, struct doc *d, const struct plan *p)
{
    doc_put(a, d, "counters", doc_texts(a, p->counters));
    doc_put(a, d, "access", doc_texts(a, p->access));
    doc_put(a, d, "ports", ports_doc(a, &p->ports));
    doc_put(a, d, "networks", networks_doc(a, &p->networks));
    doc_put(a, d, "vpcs", vpcs_doc(a, p));
    doc_put(a, d, "hosts", hosts_doc(a, &p->hosts));
    doc_put(a, d, "dns", dns_doc(a, p));
    doc_put(a, d, "depends", depends_doc(a, p));
    doc_put(a, d, "start", stages_doc(a, p->start, p->n_start));
    doc_put(a, d, "stop", stages_doc(a, p->stop, p->n_stop));
    doc_put(a, d, "hooks", steps_doc(a, p->hooks, p->n_hooks));
    doc_put(a, d, "not_yet", later_doc(a, p));
}
