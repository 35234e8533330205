// Linodes over API v4.
#include <sodium.h>
#include <string.h>
#include <sys/socket.h>

#include "base/cidr.h"
#include "base/str.h"
#include "cloud/linode/client.h"
#include "text/json.h"

#define PRIVATE_NET "192.168.128.0/17"
#define PATH "/linode/instances"

// ---- reading

const char *const *
text_list(struct arena *a, const struct doc *list)
{
    size_t n = 0;
    const char **out = arena_array(a, doc_count(list) + 1, sizeof *out);

    if (list && list->kind != DOC_LIST)
        return out;
    doc_each (item, list) {
        if (item->kind == DOC_TEXT)
            out[n++] = arena_strdup(a, item->text);
    }
    return out;
}

const char *
text_copy(struct arena *a, const struct doc *map, const char *key)
{
    const struct doc *d = doc_get(map, key);

    return d && d->kind == DOC_TEXT ? arena_strdup(a, d->text) : NULL;
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
    struct cidr private_net, address;
    char *v6;

    cidr_parse(PRIVATE_NET, false, &private_net);
    for (; *v4; v4++) {
        if (!address_valid(*v4, AF_INET) || !cidr_parse(*v4, false, &address))
            continue;
        if (cidr_has(&private_net, &address))
            m->private_ipv4 = m->private_ipv4 ? m->private_ipv4 : *v4;
        else
            m->public_ipv4 = m->public_ipv4 ? m->public_ipv4 : *v4;
    }
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
        .id = doc_get_int(d, "id", 0),
        .label = text_copy(a, d, "label"),
        .region = text_or_empty(a, d, "region"),
        .type = text_or_empty(a, d, "type"),
        .image = text_copy(a, d, "image"),
        .status_name = text_or_empty(a, d, "status"),
        .tags = text_list(a, doc_get(d, "tags")),
        .created = text_or_empty(a, d, "created"),
    };
    m->status = status_of(m->status_name);
    addresses_read(a, d, m);
}

// Of what is copied from it into the inventory, files and commands.
static const char *
machine_fault(const struct call *c, const struct doc *d)
{
    static const char *const words[][2] = {
        { "region", "its region is none" },
        { "type", "its type is none" },
        { "image", "its image is none" },
        { "status", "its status is none" },
        { "created", "its date is none" },
    };
    const struct doc *label = doc_get(d, "label");

    if (doc_get_int(d, "id", 0) <= 0)
        return "it has no id";
    if (c->spec.id && doc_get_int(d, "id", 0) != c->spec.id)
        return "it is of another Linode";
    if (!label || label->kind != DOC_TEXT || !label_valid(label->text))
        return "its label is none";
    if (c->spec.route == ROUTE_MACHINE_CREATE && !str_eq(label->text, c->spec.want))
        return "its label is not the one asked for";
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        const char *word = doc_get_text(d, words[i][0], "");
        if (*word && !word_valid(word))
            return words[i][1];
    }
    return NULL;
}

static void
read_done(struct call *c, const struct lct_err *err)
{
    cloud_done_fn *fn = (cloud_done_fn *)c->spec.fn;

    if (fn)
        fn(c->spec.user, err);
}

// Somebody was faster: it is as it was asked to be.
static void
read_booted(struct call *c, const struct lct_err *err)
{
    static const struct lct_err none;

    read_done(c, err->code == LCT_EFAILED && strstr(err->text, "already booted") ? &none : err);
}

static void
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

static bool
has_tag(const struct machine *m, const char *tag)
{
    for (const char *const *t = m->tags; *t; t++)
        if (str_eq(*t, tag))
            return true;
    return false;
}

// The filter is asked of the server and checked here: what is deleted must be ours.
static bool
is_wanted(const struct call *c, const struct machine *m, bool by_label)
{
    if (!c->spec.want)
        return true;
    return by_label ? str_eq(m->label, c->spec.want) : has_tag(m, c->spec.want);
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

static void
read_tagged(struct call *c, const struct lct_err *err)
{
    read_many(c, err, false);
}

static void
read_labelled(struct call *c, const struct lct_err *err)
{
    read_many(c, err, true);
}

// ---- asking

static void
quoted_member(struct buf *b, const char *name, const char *value)
{
    buf_addf(b, ",\"%s\":", name);
    json_quote(b, value);
}

static void
user_data_add(struct buf *b, const struct secret *user_data)
{
    size_t n, room;
    const char *raw = secret_reveal(user_data, &n);

    buf_adds(b, ",\"metadata\":{\"user_data\":\"");
    room = sodium_base64_ENCODED_LEN(n, sodium_base64_VARIANT_ORIGINAL);
    sodium_bin2base64(
        buf_room(b, room), room, (const unsigned char *)raw, n, sodium_base64_VARIANT_ORIGINAL);
    buf_grew(b, room - 1);
    buf_adds(b, "\"}");
}

static struct doc *
texts(struct arena *a, const char *const *list)
{
    struct doc *d = doc_list(a);

    for (; list && *list; list++)
        doc_add(a, d, doc_string(a, *list));
    return d;
}

// The part without secrets; rebuild takes fewer fields than create.
static struct doc *
spec_doc(struct arena *a, const struct machine_spec *s, bool create)
{
    struct doc *d = doc_map(a);

    doc_put_bool(a, d, "booted", s->booted);
    if (s->image)
        doc_put_string(a, d, "image", s->image);
    if (s->authorized_keys && *s->authorized_keys)
        doc_put(a, d, "authorized_keys", texts(a, s->authorized_keys));
    if (!create)
        return d;
    doc_put_string(a, d, "label", s->label);
    doc_put_string(a, d, "region", s->region);
    doc_put_string(a, d, "type", s->type);
    doc_put(a, d, "tags", texts(a, s->tags));
    doc_put_bool(a, d, "private_ip", s->private_ip);
    doc_put_bool(a, d, "backups_enabled", s->backups);
    if (s->kernel)
        doc_put_string(a, d, "kernel", s->kernel);
    if (s->group)
        doc_put_string(a, d, "group", s->group);
    if (s->swap_mb >= 0)
        doc_put_int(a, d, "swap_size", s->swap_mb);
    return d;
}

static size_t
secret_size(const struct secret *s)
{
    size_t n = 0;

    if (s)
        secret_reveal(s, &n);
    return n;
}

// The secrets are written behind the rest, into memory that is not moved any more, and wiped.
static struct secret *
spec_body(const struct machine_spec *s, bool create)
{
    _own_(arena) struct arena *a = arena_new();
    struct buf b = { 0 };
    struct secret *body;

    json_print(&b, spec_doc(a, s, create), JSON_COMPACT);
    buf_room(&b, 6 * secret_size(s->root_password) + 2 * secret_size(s->user_data) + 256);
    b.data[--b.len] = '\0'; // the closing brace
    if (s->root_password)
        quoted_member(&b, "root_pass", secret_reveal(s->root_password, NULL));
    if (s->user_data)
        user_data_add(&b, s->user_data);
    buf_addc(&b, '}');
    body = secret_new(b.data, b.len);
    secret_wipe(b.data, b.len);
    buf_done(&b);
    return body;
}

static struct linode *
linode_of(struct cloud *c)
{
    return (struct linode *)c;
}

static struct op *
start_one(struct cloud *c, enum route r, int64_t id, const char *verb, const struct secret *body,
    call_read_fn *read, call_any_fn *fn, void *user)
{
    char path[64];

    snprintf(path, sizeof path, PATH "/%lld%s", (long long)id, verb);
    return call_start(linode_of(c), &(struct call_spec){ .route = r,
                                        .path = path,
                                        .body = body,
                                        .id = id,
                                        .fault = read == read_one ? machine_fault : NULL,
                                        .read = read,
                                        .fn = fn,
                                        .user = user });
}

static struct op *
create(struct cloud *c, const struct machine_spec *spec, cloud_machine_fn *fn, void *user)
{
    _own_(secret) struct secret *body = spec_body(spec, true);

    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_MACHINE_CREATE,
                                        .path = PATH,
                                        .body = body,
                                        .want = spec->label,
                                        .fault = machine_fault,
                                        .read = read_one,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

static struct op *
get(struct cloud *c, int64_t id, cloud_machine_fn *fn, void *user)
{
    return start_one(c, ROUTE_MACHINE_GET, id, "", NULL, read_one, (call_any_fn *)fn, user);
}

// A list with X-Filter {"key": want} in the order of ids, so that new ones come last.
static struct op *
start_list(struct cloud *c, const char *key, const char *want, call_read_fn *read,
    cloud_machines_fn *fn, void *user)
{
    _own_(buf) struct buf filter = { 0 };

    buf_adds(&filter, "{\"+order_by\":\"id\",\"+order\":\"asc\"");
    if (want)
        quoted_member(&filter, key, want);
    buf_addc(&filter, '}');
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_MACHINE_LIST,
                                        .path = PATH,
                                        .filter = filter.data,
                                        .want = want,
                                        .every_page = true,
                                        .fault = machine_fault,
                                        .read = read,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

static struct op *
list(struct cloud *c, const char *tag, cloud_machines_fn *fn, void *user)
{
    return start_list(c, "tags", tag, read_tagged, fn, user);
}

static struct op *
find(struct cloud *c, const char *label, cloud_machines_fn *fn, void *user)
{
    return start_list(c, "label", label, read_labelled, fn, user);
}

static struct op *
update(struct cloud *c, int64_t id, const char *label, const char *const *tags,
    cloud_machine_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf text = { 0 };
    _own_(secret) struct secret *body = NULL;
    struct doc *d = doc_map(a);

    if (label)
        doc_put_string(a, d, "label", label);
    doc_put(a, d, "tags", texts(a, tags));
    json_print(&text, d, JSON_COMPACT);
    body = secret_new(text.data, text.len);
    return start_one(c, ROUTE_MACHINE_UPDATE, id, "", body, read_one, (call_any_fn *)fn, user);
}

static struct op *
boot(struct cloud *c, int64_t id, cloud_done_fn *fn, void *user)
{
    return start_one(
        c, ROUTE_MACHINE_BOOT, id, "/boot", NULL, read_booted, (call_any_fn *)fn, user);
}

static struct op *
reboot(struct cloud *c, int64_t id, cloud_done_fn *fn, void *user)
{
    return start_one(
        c, ROUTE_MACHINE_REBOOT, id, "/reboot", NULL, read_done, (call_any_fn *)fn, user);
}

static struct op *
shut_down(struct cloud *c, int64_t id, cloud_done_fn *fn, void *user)
{
    return start_one(
        c, ROUTE_MACHINE_SHUTDOWN, id, "/shutdown", NULL, read_done, (call_any_fn *)fn, user);
}

static struct op *
rebuild(
    struct cloud *c, int64_t id, const struct machine_spec *spec, cloud_machine_fn *fn, void *user)
{
    _own_(secret) struct secret *body = spec_body(spec, false);

    return start_one(
        c, ROUTE_MACHINE_REBUILD, id, "/rebuild", body, read_one, (call_any_fn *)fn, user);
}

static struct op *delete (struct cloud *c, int64_t id, cloud_done_fn *fn, void *user)
{
    return start_one(c, ROUTE_MACHINE_REMOVE, id, "", NULL, read_done, (call_any_fn *)fn, user);
}

const struct machine_ops linode_machines = {
    .create = create,
    .get = get,
    .list = list,
    .find = find,
    .update = update,
    .boot = boot,
    .reboot = reboot,
    .shutdown = shut_down,
    .rebuild = rebuild,
    .remove = delete,
};
