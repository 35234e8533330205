// SPDX-License-Identifier: MIT
// What the API may answer: the whole driver over a client that hands it these bytes instead of a
// server's. Input: one character for the call, then answers ended by 0xff, each one character for
// the status, one for the headers, and the body. The last answer is given again and again.
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/utf8.h"
#include "cloud/linode/linode.h"
#include "model/placement.h"
#include "model/volume.h"
#include "port/cloud.h"

#include "answers.h"
#include "fuzz.h"

// ---- what must hold for every answer

static unsigned n_calls;

static void
error_must_hold(const struct lct_err *err)
{
    uint32_t point;

    for (const char *s = err->text; *s;) {
        s += utf8_next(s, &point);
        MUST(!utf8_hidden(point));
    }
}

static void
on_done(void *user, const struct lct_err *err)
{
    n_calls++;
    error_must_hold(err);
}

static void
machine_must_hold(const struct machine *m)
{
    MUST(word_valid(m->id) && strtoll(m->id, NULL, 10) > 0);
    MUST(m->label && m->region && m->type && m->status_name && m->tags && m->created);
    MUST(label_valid(m->label));
    MUST(!*m->region || word_valid(m->region));
    MUST(!*m->type || word_valid(m->type));
    MUST(!m->image || !*m->image || word_valid(m->image));
    MUST(!*m->status_name || word_valid(m->status_name));
    MUST(!*m->created || word_valid(m->created));
    MUST(!m->public_ipv4 || address_valid(m->public_ipv4, AF_INET));
    MUST(!m->private_ipv4 || address_valid(m->private_ipv4, AF_INET));
    MUST(!m->ipv6 || address_valid(m->ipv6, AF_INET6));
    for (const char *const *t = m->tags; *t; t++)
        MUST(strlen(*t) < SIZE_MAX);
}

static void
on_machine(void *user, const struct lct_err *err, const struct machine *m)
{
    n_calls++;
    MUST((err->code == 0) == (m != NULL));
    error_must_hold(err);
    if (m)
        machine_must_hold(m);
}

static void
on_machines(void *user, const struct lct_err *err, const struct machine *list, size_t n)
{
    n_calls++;
    MUST(err->code == 0 || n == 0);
    error_must_hold(err);
    for (size_t i = 0; i < n; i++) {
        machine_must_hold(&list[i]);
        for (size_t j = 0; j < i; j++)
            MUST(strcmp(list[i].id, list[j].id) != 0);
    }
}

static void
on_events(void *user, const struct lct_err *err, const struct cloud_event *list, size_t n)
{
    n_calls++;
    for (size_t i = 0; i < n; i++) {
        MUST(list[i].action && list[i].status && (!i || list[i].id > list[i - 1].id));
        MUST(!list[i].entity_id || word_valid(list[i].entity_id));
    }
}

static void
on_catalogue(void *user, const struct lct_err *err, struct catalogue *c)
{
    n_calls++;
    MUST((err->code == 0) == (c != NULL));
    if (!c)
        return;
    for (size_t i = 0; i < c->n_types; i++)
        MUST(word_valid(c->types[i].id) && c->types[i].klass);
    for (size_t i = 0; i < c->n_regions; i++) {
        MUST(word_valid(c->regions[i].id) && c->regions[i].capabilities);
        for (const char *const *r = c->regions[i].resolvers_ipv4; *r; r++)
            MUST(address_valid(*r, AF_INET));
    }
    arena_free(c->arena);
}

static void
on_profile(void *user, const struct lct_err *err, const struct cloud_profile *p)
{
    n_calls++;
    MUST(err->code || (p->username && p->email && p->scopes));
}

static void
on_availability(void *user, const struct lct_err *err, const struct availability *a)
{
    n_calls++;
    MUST((err->code == 0) == (a != NULL));
    error_must_hold(err);
    for (size_t i = 0; a && i < a->n_types; i++)
        MUST(word_valid(a->types[i].region) && word_valid(a->types[i].what));
    for (size_t i = 0; a && i < a->n_services; i++)
        MUST(a->services[i].region && a->services[i].what);
}

static void
group_must_hold(const struct thing *g)
{
    _own_(arena) struct arena *a = arena_new();
    const char *type, *policy;

    placement_traits_read(a, g->traits, &type, &policy);
    MUST(label_valid(g->label) && word_valid(g->region));
    MUST(word_valid(type) && word_valid(policy));
    MUST(strtoll(g->id, NULL, 10) > 0);
    for (const char *const *id = g->members; *id; id++)
        MUST(strtoll(*id, NULL, 10) > 0);
}

static void
on_group(void *user, const struct lct_err *err, const struct thing *g)
{
    n_calls++;
    MUST((err->code == 0) == (g != NULL));
    error_must_hold(err);
    if (g)
        group_must_hold(g);
}

static void
on_groups(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    n_calls++;
    MUST(err->code == 0 || n == 0);
    error_must_hold(err);
    for (size_t i = 0; i < n; i++)
        group_must_hold(&list[i]);
}

static void
volume_must_hold(const struct thing *v)
{
    MUST(word_valid(v->id) && label_valid(v->label) && word_valid(v->region));
    MUST(device_valid(v->device) && v->size_gb > 0 && v->tags);
    MUST(!v->members[0] || (word_valid(v->members[0]) && !v->members[1]));
}

static void
on_volumes(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    n_calls++;
    MUST(err->code == 0 || n == 0);
    error_must_hold(err);
    for (size_t i = 0; i < n; i++)
        volume_must_hold(&list[i]);
}

static void
on_volume(void *user, const struct lct_err *err, const struct thing *v)
{
    MUST((err->code == 0) == (v != NULL));
    on_volumes(user, err, v, v != NULL);
}

static void
on_disks(void *user, const struct lct_err *err, const struct disk *list, size_t n)
{
    n_calls++;
    MUST(err->code == 0 || n == 0);
    error_must_hold(err);
    for (size_t i = 0; i < n; i++)
        MUST(word_valid(list[i].id) && title_valid(list[i].label) && word_valid(list[i].fs) &&
             list[i].size_mb > 0);
}

static void
on_disk(void *user, const struct lct_err *err, const struct disk *d)
{
    MUST((err->code == 0) == (d != NULL));
    on_disks(user, err, d, d != NULL);
}

static void
on_configs(void *user, const struct lct_err *err, const struct config *list, size_t n)
{
    n_calls++;
    MUST(err->code == 0 || n == 0);
    error_must_hold(err);
    for (size_t i = 0; i < n; i++) {
        MUST(word_valid(list[i].id) && title_valid(list[i].label));
        for (unsigned k = 0; k < N_SLOTS; k++) {
            const struct slot *s = &list[i].slots[k];
            MUST((!s->disk || word_valid(s->disk)) && (!s->volume || word_valid(s->volume)));
        }
    }
}

static void
on_balancers(void *user, const struct lct_err *err, const struct thing *list, size_t n)
{
    n_calls++;
    MUST(err->code == 0 || n == 0);
    error_must_hold(err);
    for (size_t i = 0; i < n; i++) {
        MUST(word_valid(list[i].id) && label_valid(list[i].label) && word_valid(list[i].region));
        MUST(address_valid(list[i].address, AF_INET) && list[i].tags);
    }
}

static void
on_ports(void *user, const struct lct_err *err, const struct balancer_port *list, size_t n)
{
    n_calls++;
    MUST(err->code == 0 || n == 0);
    error_must_hold(err);
    for (size_t i = 0; i < n; i++) {
        const struct plan_port *p = &list[i].set;
        MUST(word_valid(list[i].id) && p->port >= 1 && p->port <= 65535);
        MUST(word_valid(p->protocol) && word_valid(p->algorithm) && word_valid(p->stickiness) &&
             word_valid(p->check.type) && p->proxy_protocol);
    }
}

static void
on_nodes(void *user, const struct lct_err *err, const struct balancer_node *list, size_t n)
{
    n_calls++;
    MUST(err->code == 0 || n == 0);
    error_must_hold(err);
    for (size_t i = 0; i < n; i++)
        MUST(word_valid(list[i].id) && title_valid(list[i].label) && word_valid(list[i].mode) &&
             word_valid(list[i].status) && strchr(list[i].address, ':'));
}

static void
on_within(void *user, const struct lct_err *err, const struct balancer_vpc *v)
{
    struct cidr range;

    n_calls++;
    MUST(err->code == 0 || !v);
    error_must_hold(err);
    MUST(!v || (word_valid(v->vpc) && word_valid(v->subnet)));
    MUST(!v || cidr_parse(v->range, false, &range));
}

// What is sold out, and what there is beside machines and on them, by letters of their own.
static bool
call_beside(struct cloud *c, uint8_t which)
{
    const struct cloud_ops *ops = c->ops;

    switch (which) {
    case 'a':
        return ops->stock->availability(c, on_availability, NULL);
    case 'g':
        return ops->things[NOUN_PLACEMENT]->get(c, "1", on_group, NULL);
    case 'G':
        return ops->things[NOUN_PLACEMENT]->list(c, on_groups, NULL);
    case 'v':
        return ops->things[NOUN_VOLUME]->get(c, "1", on_volume, NULL);
    case 'V':
        return ops->things[NOUN_VOLUME]->list(c, on_volumes, NULL);
    case 't': // refused, it is looked at
        return ops->volumes->attach(c, "1", "2", NULL, on_done, NULL);
    case 'b':
        return ops->things[NOUN_BALANCER]->list(c, on_balancers, NULL);
    case 'p':
        return ops->balancers->ports(c, "1", on_ports, NULL);
    case 'n':
        return ops->balancers->nodes(c, "1", "2", on_nodes, NULL);
    case 'w':
        return ops->balancers->within(c, "1", on_within, NULL);
    case 'd':
        return ops->disks->get(c, "2", "1", on_disk, NULL);
    case 'D':
        return ops->disks->list(c, "2", on_disks, NULL);
    case 'f':
        return ops->configs->list(c, "2", on_configs, NULL);
    default:
        return false;
    }
}

// Other letters ask by their last three bits.
static void
call(struct cloud *c, uint8_t which)
{
    static const struct machine_spec spec = { .label = "x", .region = "r", .type = "t" };
    const struct machine_ops *m = c->ops->machines;

    if (call_beside(c, which))
        return;
    switch (which % 8) {
    case 0:
        m->get(c, "1", on_machine, NULL);
        break;
    case 1:
        m->list(c, NULL, on_machines, NULL);
        break;
    case 2:
        m->create(c, &spec, on_machine, NULL);
        break;
    case 3:
        m->remove(c, "1", on_done, NULL);
        break;
    case 4:
        c->ops->events->since(c, which, on_events, NULL);
        break;
    case 5:
        c->ops->catalogue->fetch(c, on_catalogue, NULL);
        break;
    case 6:
        c->ops->account->profile(c, on_profile, NULL);
        break;
    default:
        m->boot(c, "1", NULL, on_done, NULL);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _own_(secret) struct secret *token = secret_new("t", 1);
    struct linode_conf conf = {
        .url = "http://127.0.0.1", .token = token, .mode = CLOUD_WRITE, .user_agent = "fuzz"
    };
    struct loop *l;
    struct cloud *c;
    struct lct_err err;

    if (!size)
        return 0;
    l = loop_new_virtual();
    MUST(linode_open(l, &conf, &c, &err) == 0);
    next_answer = data + 1;
    input_end = data + size;
    n_requests = n_calls = 0;
    call(c, data[0]);
    while (!n_calls)
        loop_turn(l, true); // hours of waiting pass at once
    MUST(n_calls == 1);
    c->ops->close(c);
    loop_free(l);
    return 0;
}
