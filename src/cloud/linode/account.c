// SPDX-License-Identifier: MIT
// Who we are: /profile.
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

const struct account_ops linode_account = { .profile = profile };
