// SPDX-License-Identifier: MIT
// What requests of several nouns share: which machine is asked about, and what is told.
#include "base/str.h"
#include "base/texts.h"
#include "cloud/mem/request.h"

// ---- who is asked about, and how

struct mem_machine *
request_machine(struct request *r, bool must_be_idle, struct lct_err *err)
{
    struct mem_machine *m = account_find(r->cloud->account, r->id);

    if (!m)
        lct_fail(err, LCT_ENOTFOUND, "%s: Not found", r->kind);
    else if (must_be_idle && machine_is_busy(m)) {
        lct_fail(err, LCT_EWAIT, "%s: Linode busy.", r->kind);
        return NULL;
    }
    return m;
}

struct interface *
request_interfaces(struct request *r, const struct interface *list, size_t n)
{
    struct interface *own = arena_array(r->arena, n, sizeof *own);

    for (size_t i = 0; i < n; i++) {
        own[i] = list[i];
        own[i].subnet = request_text(r, list[i].subnet);
        own[i].vlan = request_text(r, list[i].vlan);
        own[i].ipv4 = request_text(r, list[i].ipv4);
    }
    return own;
}

// Of the secrets only that they were given is of interest, and only until the request arrives.
void
request_spec(struct request *r, const struct machine_spec *s)
{
    static const char *const a_key[] = { "given", NULL };

    r->spec = *s;
    r->spec.label = request_text(r, s->label);
    r->spec.region = request_text(r, s->region);
    r->spec.type = request_text(r, s->type);
    r->spec.image = request_text(r, s->image);
    r->spec.tags = texts_copy(r->arena, s->tags);
    r->spec.authorized_keys = texts_copy(r->arena, s->authorized_keys);
    if (s->root_password)
        r->spec.authorized_keys = a_key;
    r->spec.placement = request_text(r, s->placement);
    r->spec.firewall = request_text(r, s->firewall);
    r->spec.ipv4 = request_text(r, s->ipv4);
    r->spec.interfaces = request_interfaces(r, s->interfaces, s->n_interfaces);
    r->spec.maintenance = request_text(r, s->maintenance);
    r->spec.script = request_text(r, s->script);
    r->spec.answers = NULL;
    r->spec.kernel = r->spec.group = NULL;
    r->spec.root_password = r->spec.user_data = NULL;
}

// ---- what is told

void
tell_done(struct request *r, const struct lct_err *err)
{
    ((cloud_done_fn *)r->fn)(r->user, err);
}

void
tell_thing(struct request *r, const struct lct_err *err)
{
    ((cloud_thing_fn *)r->fn)(r->user, err, err->code ? NULL : r->things);
}

void
tell_things(struct request *r, const struct lct_err *err)
{
    const bool well = err->code == 0;

    ((cloud_things_fn *)r->fn)(r->user, err, well ? r->things : NULL, well ? r->n : 0);
}

void
tell_machine(struct request *r, const struct lct_err *err)
{
    ((cloud_machine_fn *)r->fn)(r->user, err, err->code ? NULL : r->machines);
}

void
request_adds(struct request *r, const struct mem_machine *m)
{
    struct machine *out = &r->machines[r->n++];

    *out = m->shown;
    record_own(r->arena, machine_record, out);
}

void
request_shows(struct request *r, const struct mem_machine *m)
{
    r->machines = ARENA_NEW(r->arena, struct machine);
    request_adds(r, m);
}
