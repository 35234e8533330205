// SPDX-License-Identifier: MIT
// Who we are: /profile; and what the account is told will be done to its machines.
#include "base/str.h"
#include "cloud/linode/client.h"

static const char *
profile_fault(const struct call *c, const struct doc *d)
{
    const struct doc *name = doc_get(d, "username");

    return name && name->kind == DOC_TEXT ? NULL : "it names no user";
}

static void
read_profile(struct call *c, const struct lct_err *err)
{
    cloud_profile_fn *fn = (cloud_profile_fn *)c->spec.fn;
    struct cloud_profile p = {
        .username = text_copy(c->arena, c->answer, "username"),
        .email = text_copy(c->arena, c->answer, "email"),
        .scopes = c->scopes ? c->scopes : "",
        .restricted = doc_get_bool(c->answer, "restricted", false),
    };

    if (!fn)
        return;
    p.email = p.email ? p.email : "";
    fn(c->spec.user, err, err->code ? NULL : &p);
}

static struct op *
profile(struct cloud *c, cloud_profile_fn *fn, void *user)
{
    return call_start((struct linode *)c, &(struct call_spec){ .route = ROUTE_PROFILE,
                                              .path = "/profile",
                                              .fault = profile_fault,
                                              .read = read_profile,
                                              .fn = (call_any_fn *)fn,
                                              .user = user });
}

// ---- announcements

static bool
is_over(const char *status)
{
    return str_eq(status, "completed") || str_eq(status, "canceled");
}

// Of some the API names the time otherwise.
static const char *
begins(struct arena *a, const struct doc *d)
{
    static const char *const keys[] = { "when", "start_time", "not_before" };
    const char *at = NULL;

    for (size_t i = 0; i < sizeof keys / sizeof *keys && !at; i++)
        at = text_copy(a, d, keys[i]);
    return at;
}

static void
read_maintenance(struct call *c, const struct lct_err *err)
{
    cloud_maintenances_fn *fn = (cloud_maintenances_fn *)c->spec.fn;
    struct maintenance *list = arena_array(c->arena, doc_count(c->answer) + 1, sizeof *list);
    size_t n = 0;

    doc_each (item, c->answer) {
        const struct doc *entity = doc_get(item, "entity");
        list[n] = (struct maintenance){ id_text(c->arena, entity, "id"),
            text_copy(c->arena, item, "type"), text_copy(c->arena, item, "status"),
            begins(c->arena, item), text_copy(c->arena, item, "reason") };
        n += str_eq(doc_get_text(entity, "type", NULL), "linode") && list[n].machine &&
             list[n].kind && list[n].status && !is_over(list[n].status);
    }
    if (fn)
        fn(c->spec.user, err, err->code ? NULL : list, err->code ? 0 : n);
}

static struct op *
maintenance(struct cloud *c, cloud_maintenances_fn *fn, void *user)
{
    static const char *const key[] = { "entity.type", "entity.id", "type", "status", NULL };

    return call_start((struct linode *)c, &(struct call_spec){ .route = ROUTE_MAINTENANCE,
                                              .path = "/account/maintenance",
                                              .every_page = true,
                                              .key = key,
                                              .read = read_maintenance,
                                              .fn = (call_any_fn *)fn,
                                              .user = user });
}

const struct account_ops linode_account = { .profile = profile, .maintenance = maintenance };
