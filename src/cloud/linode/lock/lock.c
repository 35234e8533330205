// SPDX-License-Identifier: MIT
// Locks of Linodes over API v4.
#include <stdio.h>

#include "base/str.h"
#include "cloud/linode/client.h"

#define PATH "beta/locks" // behind /v4: only v4beta has them

// ---- reading

static const char *
lock_fault(const struct call *c, const struct doc *d)
{
    (void)c;
    if (doc_get_int(d, "id", 0) <= 0)
        return "a lock has no id";
    return word_valid(doc_get_text(d, "lock_type", "")) ? NULL : "a lock's type is none";
}

// The filter is asked of the server and checked here.
static bool
is_of(const struct doc *d, const char *machine)
{
    return str_eq(doc_get_text(doc_get(d, "entity"), "type", ""), "linode") &&
           doc_get_int(doc_get(d, "entity"), "id", 0) == id_number(machine);
}

static void
read_locks(struct call *c, const struct lct_err *err)
{
    struct lock *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer)
        if (is_of(item, c->spec.want))
            list[n++] = (struct lock){ id_text(c->arena, item, "id"), c->spec.want,
                text_copy(c->arena, item, "lock_type") };
    ((cloud_locks_fn *)c->spec.fn)(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

// ---- asking

static struct op *
find(struct cloud *c, const char *machine, cloud_locks_fn *fn, void *user)
{
    const int64_t number = id_number(machine);
    char filter[64];

    snprintf(filter, sizeof filter, "{\"entity.id\":%lld}", (long long)number);
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_LOCK_FIND,
                                        .path = PATH,
                                        .filter = filter,
                                        .want = machine,
                                        .id = number ? 0 : ID_NONE,
                                        .every_page = true,
                                        .fault = lock_fault,
                                        .read = read_locks,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

static struct op *
add(struct cloud *c, const char *machine, const char *type, cloud_done_fn *fn, void *user)
{
    _own_(arena) struct arena *a = arena_new();
    struct doc *d = doc_map(a);
    const int64_t number = id_number(machine);

    doc_put_string(a, d, "entity_type", "linode");
    doc_put_int(a, d, "entity_id", number);
    doc_put_string(a, d, "lock_type", type);
    _own_(secret) struct secret *body = call_body(d);
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_LOCK_ADD,
                                        .path = PATH,
                                        .body = body,
                                        .id = number ? 0 : ID_NONE,
                                        .fault = lock_fault,
                                        .read = read_done,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

static struct op *
remove_one(struct cloud *c, const char *id, cloud_done_fn *fn, void *user)
{
    const int64_t number = id_number(id);
    char path[64];

    snprintf(path, sizeof path, PATH "/%lld", (long long)number);
    return call_start(linode_of(c), &(struct call_spec){ .route = ROUTE_LOCK_REMOVE,
                                        .path = path,
                                        .id = number ? number : ID_NONE,
                                        .read = read_done,
                                        .fn = (call_any_fn *)fn,
                                        .user = user });
}

const struct lock_ops linode_locks = {
    .find = find,
    .add = add,
    .remove = remove_one,
};
