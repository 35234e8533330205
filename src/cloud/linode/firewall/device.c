// SPDX-License-Identifier: MIT
// Which Linodes are behind a firewall: a device has an id of its own, by which it goes, and whoever
// is behind the firewall already is refused. So its devices are looked through.
#include <stdio.h>

#include "base/str.h"
#include "cloud/linode/firewall/firewall.h"

struct behind {
    struct op op;
    struct linode *linode;
    struct op *call; // the one under way
    int64_t firewall, machine;
    bool in; // it is to be behind it
    struct lct_err refusal;
    cloud_done_fn *fn;
    void *user;
};

static void
behind_deliver(struct op *op, const struct lct_err *err)
{
    struct behind *b = (struct behind *)op;

    b->fn(b->user, err);
}

static void
behind_stop(struct op *op, const struct lct_err *why)
{
    op_cancel(((struct behind *)op)->call); // its end is the whole's
}

static struct op *
device_call(struct behind *b, enum route r, const char *rest, const struct secret *body,
    bool is_list, call_read_fn *read, call_any_fn *fn)
{
    return firewall_call(b->linode, b->firewall, rest,
        &(struct call_spec){
            .route = r, .body = body, .every_page = is_list, .read = read, .fn = fn, .user = b });
}

static void
finished(void *user, const struct lct_err *err)
{
    struct behind *b = user;

    op_end(&b->op, err->code == LCT_ENOTFOUND ? NULL : err); // another hand was faster
}

// Of the Linode itself, not of an interface of its.
static int64_t
device_of(const struct doc *list, int64_t machine)
{
    doc_each (item, list) {
        const struct doc *entity = doc_get(item, "entity");
        if (str_eq(doc_get_text(entity, "type", ""), "linode") &&
            doc_get_int(entity, "id", 0) == machine)
            return doc_get_int(item, "id", 0);
    }
    return 0;
}

// To be out, and it is in: the device goes. To be in: it is, or the refusal stands.
static void
read_devices(struct call *c, const struct lct_err *err)
{
    struct behind *b = c->spec.user;
    const int64_t device = err->code ? 0 : device_of(c->answer, b->machine);
    char rest[64];

    if (err->code) {
        op_end(&b->op, err);
    } else if (b->in) {
        op_end(&b->op, device ? NULL : &b->refusal);
    } else if (!device) {
        op_end(&b->op, NULL);
    } else {
        snprintf(rest, sizeof rest, "/devices/%lld", (long long)device);
        b->call = device_call(
            b, ROUTE_FIREWALL_DETACH, rest, NULL, false, read_done, (call_any_fn *)finished);
    }
}

static void
look(struct behind *b)
{
    b->call = device_call(b, ROUTE_FIREWALL_DEVICES, "/devices", NULL, true, read_devices, NULL);
}

static void
answered(void *user, const struct lct_err *err)
{
    struct behind *b = user;

    if (err->code != LCT_EFAILED) {
        op_end(&b->op, err);
        return;
    }
    b->refusal = *err;
    look(b);
}

static struct behind *
behind_new(struct cloud *c, const char *id, const char *machine, cloud_done_fn *fn, void *user)
{
    struct linode *l = linode_of(c);
    struct behind *b = op_start(l->loop, sizeof *b, 0, behind_stop, behind_deliver);

    b->linode = l;
    b->firewall = id_number(id);
    b->machine = id_number(machine);
    b->fn = fn;
    b->user = user;
    return b;
}

struct op *
firewall_attach(struct cloud *c, const char *id, const char *machine, cloud_done_fn *fn, void *user)
{
    struct behind *b = behind_new(c, id, machine, fn, user);
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_put_int(a, d, "id", b->machine);
    doc_put_string(a, d, "type", "linode");
    _own_(secret) struct secret *body = call_body(d);
    b->in = true;
    b->call = device_call(
        b, ROUTE_FIREWALL_ATTACH, "/devices", body, false, read_done, (call_any_fn *)answered);
    return &b->op;
}

struct op *
firewall_detach(struct cloud *c, const char *id, const char *machine, cloud_done_fn *fn, void *user)
{
    struct behind *b = behind_new(c, id, machine, fn, user);

    look(b);
    return &b->op;
}
