// SPDX-License-Identifier: MIT
// What is sold out, what is closed to the account, and how it is set: fetched side by side.
#include "base/str.h"
#include "cloud/linode/fetch.h"
#include "model/account.h"

struct stock {
    struct fetch fetch;
    struct arena *arena;
    struct availability found;
    cloud_availability_fn *fn;
    void *user;
};

static void
stock_deliver(struct op *op, const struct lct_err *err)
{
    struct stock *f = (struct stock *)op;

    if (f->fn)
        f->fn(f->user, err, err->code ? NULL : &f->found);
    arena_free(f->arena);
}

// Where nothing can be known, nothing stands against it: a token that may not read the account can
// create all the same, and not every API of this kind has these lists.
static void
advice_done(struct call *c, const struct lct_err *err)
{
    static const struct lct_err none;
    bool unknown = err->code == LCT_EAUTH || err->code == LCT_ENOTFOUND;

    fetch_part_done(c, unknown ? &none : err);
}

static const char *
region_of(struct stock *f, const struct doc *d)
{
    const char *region = text_copy(f->arena, d, "region");

    return region ? region : "";
}

static void
read_types(struct call *c, const struct lct_err *err)
{
    struct stock *f = c->spec.user;
    struct shortage *list = arena_array(f->arena, doc_count(c->answer) + 1, sizeof *list);

    f->found.types = list;
    doc_each (item, c->answer)
        if (!doc_get_bool(item, "available", true))
            list[f->found.n_types++] =
                (struct shortage){ region_of(f, item), text_copy(f->arena, item, "plan") };
    advice_done(c, err);
}

static void
add_services(struct stock *f, const struct doc *item, struct shortage *list)
{
    const char *region = region_of(f, item);

    for (const char *const *s = text_list(f->arena, doc_get(item, "unavailable")); *s; s++)
        list[f->found.n_services++] = (struct shortage){ region, *s };
}

static void
read_services(struct call *c, const struct lct_err *err)
{
    struct stock *f = c->spec.user;
    size_t n = 0;

    doc_each (item, c->answer)
        n += doc_count(doc_get(item, "unavailable"));
    struct shortage *list = arena_array(f->arena, n + 1, sizeof *list);
    f->found.services = list;
    doc_each (item, c->answer)
        add_services(f, item, list);
    advice_done(c, err);
}

static enum account_interfaces
interfaces_of(const char *word)
{
    static const char *const words[] = {
        [ACCOUNT_LEGACY_ONLY] = "legacy_config_only",
        [ACCOUNT_LEGACY_FIRST] = "legacy_config_default_but_linode_allowed",
        [ACCOUNT_LINODE_FIRST] = "linode_default_but_legacy_config_allowed",
        [ACCOUNT_LINODE_ONLY] = "linode_only",
    };

    for (size_t i = ACCOUNT_LEGACY_ONLY; i < sizeof words / sizeof *words; i++)
        if (str_eq(word, words[i]))
            return (enum account_interfaces)i;
    return ACCOUNT_UNKNOWN;
}

static void
read_settings(struct call *c, const struct lct_err *err)
{
    struct stock *f = c->spec.user;

    if (!err->code)
        f->found.interfaces =
            interfaces_of(doc_get_text(c->answer, "interfaces_for_new_linodes", ""));
    advice_done(c, err);
}

static const char *
type_fault(const struct call *c, const struct doc *d)
{
    bool well =
        word_valid(doc_get_text(d, "plan", "")) && word_valid(doc_get_text(d, "region", ""));

    return well ? NULL : "its type or region is none";
}

static const char *const type_key[] = { "region", "plan", NULL };
static const char *const service_key[] = { "region", NULL };

static struct op *
availability(struct cloud *c, cloud_availability_fn *fn, void *user)
{
    struct linode *l = (struct linode *)c;
    struct stock *f = op_start(l->loop, sizeof *f, 0, fetch_stop, stock_deliver);

    f->arena = arena_new();
    f->fn = fn;
    f->user = user;
    fetch_add(&f->fetch, l,
        &(struct call_spec){ .route = ROUTE_STOCK,
            .path = "/regions/availability",
            .every_page = true,
            .key = type_key,
            .fault = type_fault,
            .read = read_types,
            .user = f });
    fetch_add(&f->fetch, l,
        &(struct call_spec){ .route = ROUTE_SERVICES,
            .path = "/account/availability",
            .every_page = true,
            .key = service_key,
            .read = read_services,
            .user = f });
    fetch_add(&f->fetch, l,
        &(struct call_spec){ .route = ROUTE_SETTINGS,
            .path = "/account/settings",
            .read = read_settings,
            .user = f });
    return &f->fetch.op;
}

const struct stock_ops linode_stock = { .availability = availability };
