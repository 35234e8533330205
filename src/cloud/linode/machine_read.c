// SPDX-License-Identifier: MIT
// Linodes as the API answers them: read, judged, handed to who asked.
#include <string.h>
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/str.h"
#include "base/texts.h"
#include "cloud/linode/machine_private.h"
#include "model/reach.h"

// Addresses in a VPC are of no use from elsewhere; the list of a VPC tells them.
static bool
is_inner(const struct cidr *address)
{
    static const char *const nets[] = { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16" };
    struct cidr net;

    for (size_t i = 0; i < sizeof nets / sizeof *nets; i++)
        if (cidr_parse(nets[i], false, &net) && cidr_has(&net, address))
            return true;
    return false;
}

static const char *
text_or_empty(struct arena *a, const struct doc *map, const char *key)
{
    const char *text = text_copy(a, map, key);

    return text ? text : "";
}

static enum machine_status
status_of(const char *name)
{
    if (str_eq(name, "running"))
        return MACHINE_RUNNING;
    if (str_eq(name, "offline") || str_eq(name, "stopped"))
        return MACHINE_OFFLINE;
    if (str_eq(name, "billing_suspension"))
        return MACHINE_SUSPENDED;
    if (str_eq(name, "rebuilding"))
        return MACHINE_REBUILDING;
    return str_eq(name, "deleting") ? MACHINE_DELETING : MACHINE_BUSY;
}

static void
addresses_read(struct arena *a, const struct doc *d, struct machine *m)
{
    const char *const *v4 = text_list(a, doc_get(d, "ipv4"));
    const char **more = arena_array(a, texts_count(v4) + 1, sizeof *more);
    size_t n = 0;
    struct cidr private_net, address;
    char *v6;

    cidr_parse(PRIVATE_NET, false, &private_net);
    for (; *v4; v4++) {
        if (!address_valid(*v4, AF_INET) || !cidr_parse(*v4, false, &address))
            continue;
        if (cidr_has(&private_net, &address))
            m->private_ipv4 = m->private_ipv4 ? m->private_ipv4 : *v4;
        else if (!is_inner(&address) && m->public_ipv4)
            more[n++] = *v4;
        else if (!is_inner(&address))
            m->public_ipv4 = *v4;
    }
    m->more_ipv4 = more;
    v6 = (char *)(uintptr_t)text_copy(a, d, "ipv6");
    if (v6)
        v6[strcspn(v6, "/")] = '\0';
    if (v6 && address_valid(v6, AF_INET6))
        m->ipv6 = v6;
}

static void
machine_read(struct arena *a, const struct doc *d, struct machine *m)
{
    *m = (struct machine){
        .id = id_text(a, d, "id"),
        .label = text_copy(a, d, "label"),
        .region = text_or_empty(a, d, "region"),
        .type = text_or_empty(a, d, "type"),
        .image = text_copy(a, d, "image"),
        .status_name = text_or_empty(a, d, "status"),
        .tags = text_list(a, doc_get(d, "tags")),
        .created = text_or_empty(a, d, "created"),
        .backups = doc_get_bool(doc_get(d, "backups"), "enabled", false),
        .backup_day = text_copy(a, doc_path(d, "backups.schedule"), "day"),
        .backup_window = text_copy(a, doc_path(d, "backups.schedule"), "window"),
        .unwatched = !doc_get_bool(d, "watchdog_enabled", true),
        .maintenance = text_copy(a, d, "maintenance_policy"),
        .locks = text_list(a, doc_get(d, "locks")),
    };
    m->status = status_of(m->status_name);
    addresses_read(a, d, m);
}

static bool
is_made(enum route r)
{
    return r == ROUTE_MACHINE_CREATE || r == ROUTE_MACHINE_CLONE;
}

// Of what is copied from it into the inventory, files and commands.
const char *
machine_fault(const struct call *c, const struct doc *d)
{
    static const char *const words[][2] = {
        { "region", "its region is none" },
        { "type", "its type is none" },
        { "image", "its image is none" },
        { "status", "its status is none" },
        { "created", "its date is none" },
        { "maintenance_policy", "its maintenance policy is none" },
        { "backups.schedule.day", "the day of its backups is none" },
        { "backups.schedule.window", "the time of its backups is none" },
    };
    const struct doc *label = doc_get(d, "label");

    if (doc_get_int(d, "id", 0) <= 0)
        return "it has no id";
    if (c->spec.id && doc_get_int(d, "id", 0) != c->spec.id)
        return "it is of another Linode";
    if (!label || label->kind != DOC_TEXT || !label_valid(label->text))
        return "its label is none";
    if (is_made(c->spec.route) && !str_eq(label->text, c->spec.want))
        return "its label is not the one asked for";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *word = doc_text(doc_path(d, words[i][0]), "");
        if (*word && !word_valid(word))
            return words[i][1];
    }
    doc_each (lock, doc_get(d, "locks"))
        if (!word_valid(doc_text(lock, "")))
            return "one of its locks is none";
    return NULL;
}

// Somebody was faster: it is as it was asked to be.
static void
read_done_unless(struct call *c, const struct lct_err *err, const char *already)
{
    static const struct lct_err none;

    read_done(c, err->code == LCT_EFAILED && strstr(err->text, already) ? &none : err);
}

void
read_booted(struct call *c, const struct lct_err *err)
{
    read_done_unless(c, err, "already booted");
}

void
read_resized(struct call *c, const struct lct_err *err)
{
    read_done_unless(c, err, "already running this service plan");
}

void
read_one(struct call *c, const struct lct_err *err)
{
    cloud_machine_fn *fn = (cloud_machine_fn *)c->spec.fn;
    struct machine m;

    if (!fn)
        return;
    if (!err->code)
        machine_read(c->arena, c->answer, &m);
    fn(c->spec.user, err, err->code ? NULL : &m);
}

// The filter is asked of the server and checked here: what is deleted must be ours.
static bool
is_wanted(const struct call *c, const struct machine *m, bool by_label)
{
    if (!c->spec.want)
        return true;
    return by_label ? str_eq(m->label, c->spec.want) : machine_tagged(m, c->spec.want);
}

static void
read_many(struct call *c, const struct lct_err *err, bool by_label)
{
    cloud_machines_fn *fn = (cloud_machines_fn *)c->spec.fn;
    struct machine *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer) {
        machine_read(c->arena, item, &list[n]);
        n += is_wanted(c, &list[n], by_label);
    }
    if (fn)
        fn(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

void
read_tagged(struct call *c, const struct lct_err *err)
{
    read_many(c, err, false);
}

void
read_labelled(struct call *c, const struct lct_err *err)
{
    read_many(c, err, true);
}
