// Who we are: /profile.
#include "linode/client.h"

static void
read_profile(struct call *c, const struct lct_err *err)
{
    cloud_profile_fn *fn = (cloud_profile_fn *)c->spec.fn;
    struct lct_err garbage;
    struct cloud_profile p = {
        .username = text_copy(c->arena, c->answer, "username"),
        .email = text_copy(c->arena, c->answer, "email"),
        .scopes = c->scopes ? c->scopes : "",
        .restricted = doc_get_bool(c->answer, "restricted", false),
    };

    if (!fn)
        return;
    p.email = p.email ? p.email : "";
    if (err->code)
        fn(c->spec.user, err, NULL);
    else if (!p.username)
        fn(c->spec.user, call_garbage(c, "it is no profile", &garbage), NULL);
    else
        fn(c->spec.user, err, &p);
}

static struct op *
profile(struct cloud *c, cloud_profile_fn *fn, void *user)
{
    return call_start((struct linode *)c, &(struct call_spec){ .route = ROUTE_PROFILE,
                                              .path = "/profile",
                                              .read = read_profile,
                                              .fn = (call_any_fn *)fn,
                                              .user = user });
}

const struct account_ops linode_account = { .profile = profile };
