// SPDX-License-Identifier: MIT
// Which Linodes are behind a firewall: by a device of theirs, or, where their interfaces are their
// own, by one of each interface. A device has an id of its own, by which it goes, and whoever is
// behind the firewall already is refused. So its devices are looked through.
#include <stdio.h>

#include "base/str.h"
#include "cloud/linode/firewall/firewall.h"
#include "cloud/linode/machine_private.h"

#define LINODE "linode"
#define INTERFACE "linode_interface" // as Linode's own clients say; its document: "interface"

// A Linode and its interfaces, or the devices of them.
struct ids {
    int64_t items[INTERFACES_MAX + 1];
    size_t n;
};

struct behind {
    struct op op;
    struct linode *linode;
    struct op *call; // the one under way
    int64_t firewall, machine;
    bool in;          // it is to be behind it
    struct ids there; // of the machine, those that are
    struct ids left;  // a request each: interfaces that are to be, or devices that are to go
    struct lct_err refusal;
    cloud_done_fn *fn;
    void *user;
};

static void go(struct behind *b);

static void
ids_add(struct ids *ids, int64_t id)
{
    if (ids->n < sizeof ids->items / sizeof *ids->items)
        ids->items[ids->n++] = id;
}

static bool
ids_have(const struct ids *ids, int64_t id)
{
    for (size_t i = 0; i < ids->n; i++)
        if (ids->items[i] == id)
            return true;
    return false;
}

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
start_attach(struct behind *b, const char *type, int64_t id, cloud_done_fn *fn)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);

    doc_put_int(a, d, "id", id);
    doc_put_string(a, d, "type", type);
    _own_(secret) struct secret *body = call_body(d);
    b->call = device_call(
        b, ROUTE_FIREWALL_ATTACH, "/devices", body, false, read_done, (call_any_fn *)fn);
}

static void
start_detach(struct behind *b, int64_t device, cloud_done_fn *fn)
{
    char rest[64];

    snprintf(rest, sizeof rest, "/devices/%lld", (long long)device);
    b->call =
        device_call(b, ROUTE_FIREWALL_DETACH, rest, NULL, false, read_done, (call_any_fn *)fn);
}

// ---- one request after another

static void
gone(void *user, const struct lct_err *err)
{
    struct behind *b = user;

    if (err->code && (b->in || err->code != LCT_ENOTFOUND)) // else another hand was faster
        op_end(&b->op, err);
    else
        go(b);
}

static void
go(struct behind *b)
{
    if (!b->left.n)
        op_end(&b->op, NULL);
    else if (b->in)
        start_attach(b, INTERFACE, b->left.items[--b->left.n], gone);
    else
        start_detach(b, b->left.items[--b->left.n], gone);
}

// ---- its own interfaces

static bool
has(const struct doc *interface, const char *kind)
{
    return !doc_is_null(doc_get(interface, kind));
}

// Who has none of his own, or none that is filtered, was refused for another reason.
static void
read_interfaces(struct call *c, const struct lct_err *err)
{
    struct behind *b = c->spec.user;
    size_t n = 0;

    if (err->code && err->code != LCT_EFAILED && err->code != LCT_ENOTFOUND) {
        op_end(&b->op, err);
        return;
    }
    doc_each (item, err->code ? NULL : doc_get(c->answer, "interfaces")) {
        const int64_t id = doc_get_int(item, "id", 0);
        if (!has(item, "public") && !has(item, "vpc"))
            continue;
        n++;
        if (!ids_have(&b->there, id))
            ids_add(&b->left, id);
    }
    if (n)
        go(b);
    else
        op_end(&b->op, &b->refusal);
}

static void
look_at_interfaces(struct behind *b)
{
    char machine[32];

    snprintf(machine, sizeof machine, "%lld", (long long)b->machine);
    b->call = start_part(&b->linode->cloud, machine, "/interfaces", NULL, "",
        &(struct call_spec){ .route = ROUTE_INTERFACE_LIST, .read = read_interfaces, .user = b });
}

// ---- its devices

static bool
is_of(const struct doc *entity, int64_t machine)
{
    return str_eq(doc_get_text(entity, "type", ""), LINODE) &&
           doc_get_int(entity, "id", 0) == machine;
}

// To be out, and it is in: the devices go. To be in: it is, as a whole or with each interface.
static void
read_devices(struct call *c, const struct lct_err *err)
{
    struct behind *b = c->spec.user;
    bool whole = false;

    if (err->code) {
        op_end(&b->op, err);
        return;
    }
    doc_each (item, c->answer) {
        const struct doc *entity = doc_get(item, "entity");
        if (!is_of(entity, b->machine) && !is_of(doc_get(entity, "parent_entity"), b->machine))
            continue;
        whole = whole || is_of(entity, b->machine);
        ids_add(&b->there, doc_get_int(entity, "id", 0));
        if (!b->in)
            ids_add(&b->left, doc_get_int(item, "id", 0));
    }
    if (b->in && !whole)
        look_at_interfaces(b);
    else
        go(b);
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

    b->in = true;
    start_attach(b, LINODE, b->machine, answered);
    return &b->op;
}

struct op *
firewall_detach(struct cloud *c, const char *id, const char *machine, cloud_done_fn *fn, void *user)
{
    struct behind *b = behind_new(c, id, machine, fn, user);

    look(b);
    return &b->op;
}
