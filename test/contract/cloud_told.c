// SPDX-License-Identifier: MIT
// The cloud's contract: what the callbacks tell, and what must hold of it whatever was asked.
#include <sys/socket.h>

#include "base/str.h"
#include "cloud_fixture.h"
#include "model/account.h"
#include "testing.h"

void
told_err(struct told *t, const struct lct_err *err)
{
    t->calls++;
    t->err = *err;
    t->done = true;
}

static void
told_machine(struct told *t, const struct machine *m)
{
    assert_true(label_valid(m->label));
    assert_true(word_valid(m->region) && word_valid(m->type) && word_valid(m->status_name));
    assert_true(!m->public_ipv4 || address_valid(m->public_ipv4, AF_INET));
    assert_true(!m->private_ipv4 || address_valid(m->private_ipv4, AF_INET));
    assert_true(!m->ipv6 || address_valid(m->ipv6, AF_INET6));
    assert_true(word_valid(m->id));
    t->m = *m;
    snprintf(t->id, sizeof t->id, "%s", m->id);
    snprintf(t->label, sizeof t->label, "%s", m->label);
    t->tags[0] = '\0';
    for (const char *const *tag = m->tags; *tag; tag++)
        strncat(strncat(t->tags, *tag, 60), " ", 2);
    t->has_public = m->public_ipv4 != NULL;
    t->has_private = m->private_ipv4 != NULL;
    snprintf(t->private_ipv4, sizeof t->private_ipv4, "%s", m->private_ipv4 ? m->private_ipv4 : "");
    t->has_ipv6 = m->ipv6 != NULL;
}

void
on_done(void *user, const struct lct_err *err)
{
    told_err(user, err);
}

void
on_machine(void *user, const struct lct_err *err, const struct machine *m)
{
    told_err(user, err);
    assert_true((m != NULL) == (err->code == 0));
    if (m)
        told_machine(user, m);
}

void
on_machines(void *user, const struct lct_err *err, const struct machine *list, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    if (n)
        told_machine(t, &list[0]);
}

void
on_events(void *user, const struct lct_err *err, const struct cloud_event *events, size_t n)
{
    struct told *t = user;

    told_err(t, err);
    t->n = n;
    for (size_t i = 0; i < n; i++) {
        assert_true(events[i].id > t->last_event); // rising
        t->last_event = events[i].id;
        t->saw_create |=
            str_eq(events[i].action, "linode_create") && str_eq(events[i].entity_id, t->id);
    }
}

void
on_catalogue(void *user, const struct lct_err *err, struct catalogue *c)
{
    struct told *t = user;

    told_err(t, err);
    assert_int_equal(err->code, 0);
    assert_true(c->n_regions && c->n_types && c->n_images && c->n_kernels);
    assert_non_null(catalogue_region(c, "us-east"));
    assert_non_null(catalogue_type(c, "g6-nanode-1"));
    assert_non_null(catalogue_image(c, "linode/debian12"));
    assert_true(type_monthly(catalogue_type(c, "g6-nanode-1"), "us-east") > 0);
    assert_true(region_can(catalogue_region(c, "us-east"), CAN_METADATA));
    t->has_volumes = region_can(catalogue_region(c, "us-east"), CAN_VOLUMES);
    t->has_vpcs = region_can(catalogue_region(c, "us-ord"), CAN_VPC);
    t->can_place = region_can(catalogue_region(c, "us-east"), CAN_PLACEMENT);
    arena_free(c->arena);
}

void
on_availability(void *user, const struct lct_err *err, const struct availability *a)
{
    told_err(user, err);
    assert_int_equal(err->code, 0);
    for (size_t i = 0; i < a->n_types; i++)
        assert_non_null(a->types[i].what);
    for (size_t i = 0; i < a->n_services; i++)
        assert_non_null(a->services[i].what);
}

void
on_profile(void *user, const struct lct_err *err, const struct cloud_profile *p)
{
    told_err(user, err);
    assert_int_equal(err->code, 0);
    assert_string_not_equal(p->username, "");
}
