// SPDX-License-Identifier: MIT
// balancer.port, balancer.close: a port of a NodeBalancer is as the plan says, or is no more. Its
// number tells it from others: so each looks first, and whoever does not know what became of an
// earlier try finds it.
#include "base/err.h"
#include "base/secret.h"
#include "io/retry.h"
#include "step/kinds.h"

static const char *
balancer_of(const struct step *s)
{
    return ((const struct opening *)s->item)->holding->resource->cloud_id;
}

static struct cloud *
cloud_of(const struct step *s)
{
    return ((const struct opening *)s->item)->holding->world->cloud;
}

static void
failed(struct step *s)
{
    struct opening *o = s->item;
    struct resource *r = o->holding->resource;

    r->error = arena_printf(o->holding->world->arena, "%s: %s", o->name, s->err->text);
    holding_state(o->holding, r->state == STATE_DESTROYING ? r->state : STATE_FAILED);
}

// ---- as it is to be

static void
was_put(void *user, const struct lct_err *err, const struct balancer_port *port)
{
    struct step *s = user;
    struct opening *o = s->item;
    struct lct_err told = *err;

    if (told.code == LCT_OK)
        o->id = arena_strdup(o->holding->world->arena, port->id);
    if (told.code == LCT_EAMBIGUOUS)
        told.code = LCT_ERETRY; // it is looked at first
    step_end(s, &told);
}

// From its file, for as long as the request takes: it is kept nowhere.
static int
read_key(const struct plan_certificate *shows, struct secret **ret, struct lct_err *err)
{
    if (!shows->key_path)
        return lct_fail(err, LCT_EPLAN, "it is not known where the key of the certificate lies");
    if (pem_key_read(shows->key_path, ret, err) == LCT_OK)
        return LCT_OK;
    lct_wrap(err, "the key of the certificate");
    err->code = LCT_EPLAN;
    return lct_hint(err, "it is kept nowhere else: put it back, and go on");
}

static int
add_certificate(const struct balancer_port *has, struct balancer_port_spec *spec,
    struct secret **key, struct lct_err *err)
{
    const struct plan_certificate *shows = spec->set->shows;

    if (!shows || (has && !balancer_certificate_differs(has, spec->set)))
        return LCT_OK;
    if (read_key(shows, key, err) < 0)
        return err->code;
    spec->certificate = shows->pem;
    spec->key = *key;
    return LCT_OK;
}

static void
put(struct step *s, const struct balancer_port *has)
{
    struct opening *o = s->item;
    struct balancer_port_spec spec = { .set = o->set };
    const struct balancer_ops *ops = cloud_of(s)->ops->balancers;
    _own_(secret) struct secret *key = NULL;
    struct lct_err err = { 0 };

    if (add_certificate(has, &spec, &key, &err) < 0) {
        step_end(s, &err);
        return;
    }
    if (!has) {
        ops->port_create(cloud_of(s), balancer_of(s), &spec, was_put, s);
        return;
    }
    o->id = arena_strdup(o->holding->world->arena, has->id);
    if (balancer_port_differs(o->holding->world->arena, has, o->set))
        ops->port_update(cloud_of(s), balancer_of(s), has->id, &spec, was_put, s);
    else
        step_end(s, NULL);
}

static void
looked_to_put(void *user, const struct lct_err *err, const struct balancer_port *ports, size_t n)
{
    struct step *s = user;
    const struct opening *o = s->item;

    if (err->code != LCT_OK)
        step_end(s, err);
    else
        put(s, balancer_port_find(ports, n, o->set));
}

static void
look_to_put(struct step *s)
{
    cloud_of(s)->ops->balancers->ports(cloud_of(s), balancer_of(s), looked_to_put, s);
}

const struct step_kind balancer_port = {
    .name = "balancer.port",
    .verb = "opening",
    .past = "opened",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 1000,
    .request = "balancer.port",
    .start = look_to_put,
    .failed = failed,
};

// ---- no more

static void
closed(void *user, const struct lct_err *err)
{
    step_end(user, err->code == LCT_ENOTFOUND ? NULL : err);
}

static void
shut(struct step *s)
{
    const struct opening *o = s->item;

    cloud_of(s)->ops->balancers->port_remove(cloud_of(s), balancer_of(s), o->id, closed, s);
}

const struct step_kind balancer_close = {
    .name = "balancer.close",
    .verb = "closing",
    .past = "closed",
    .lane = LANE_API,
    .changes_subject = true,
    .retry = &retry_api,
    .usual_ms = 500,
    .request = "balancer.port.remove",
    .start = shut,
    .failed = failed,
};
