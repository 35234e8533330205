// SPDX-License-Identifier: MIT
// The client: opening and closing, and the rates that it knows.
#include "cloud/linode/client.h"

#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "cloud/linode/linode.h"
#include "io/url.h"

int64_t
linode_now_ms(const struct linode *l)
{
    return loop_now_ms(l->loop);
}

int64_t
linode_wall_ms(const struct linode *l)
{
    return loop_wall_ms(l->loop);
}

static void
linode_close(struct cloud *cloud)
{
    struct linode *l = (struct linode *)cloud;

    l->closing = true;
    while (l->newest)
        op_cancel(&l->newest->op);
    for (int i = 0; i < N_ROUTES; i++)
        timer_stop(l->budgets[i].timer);
    http_free(l->http);
    if (l->token)
        secret_free(l->token);
    free(l->token_source);
    free(l->url);
    free(l);
}

static int
route_of(const char *kind)
{
    for (int i = 0; i < N_ROUTES; i++)
        if (str_eq(route_facts[i].kind, kind))
            return i;
    return N_ROUTES;
}

static bool
linode_rate(struct cloud *cloud, const char *kind, struct rate *r)
{
    struct linode *l = (struct linode *)cloud;
    int i = route_of(kind);

    if (i == N_ROUTES)
        return false;
    budget_tell(&l->budgets[i], (enum route)i, linode_now_ms(l), linode_wall_ms(l), r);
    return true;
}

static void
linode_rate_recall(struct cloud *cloud, const struct rate *r)
{
    struct linode *l = (struct linode *)cloud;
    int i = route_of(r->kind);

    if (i != N_ROUTES)
        budget_recall(&l->budgets[i], r, linode_now_ms(l), linode_wall_ms(l));
}

static const struct cloud_ops linode_ops = {
    .name = "linode",
    .machines = &linode_machines,
    .disks = &linode_disks,
    .backups = &linode_backups,
    .addresses = &linode_addresses,
    .locks = &linode_locks,
    .scripts = &linode_scripts,
    .configs = &linode_configs,
    .catalogue = &linode_catalogue,
    .events = &linode_events,
    .account = &linode_account,
    .stock = &linode_stock,
    .things = { [NOUN_PLACEMENT] = &linode_placement_groups,
        [NOUN_VOLUME] = &linode_volume_things,
        [NOUN_VPC] = &linode_vpc_things,
        [NOUN_FIREWALL] = &linode_firewall_things,
        [NOUN_BALANCER] = &linode_balancer_things,
        [NOUN_ADDRESS] = &linode_reserved_things },
    .placements = &linode_placements,
    .volumes = &linode_volumes,
    .vpcs = &linode_vpcs,
    .firewalls = &linode_firewalls,
    .balancers = &linode_balancers,
    .close = linode_close,
    .rate = linode_rate,
    .rate_recall = linode_rate_recall,
};

static char *
base_url(const char *url)
{
    size_t n = strlen(url);

    while (n && url[n - 1] == '/')
        n--;
    return mem_printf("%.*s/v4", (int)n, url);
}

int
linode_open(struct loop *l, const struct linode_conf *conf, struct cloud **ret, struct lct_err *err)
{
    bool here = url_is_loopback(conf->url);
    struct linode *n;
    struct http_conf http = { .user_agent = conf->user_agent,
        .environment = conf->environment,
        .max_answer = LINODE_ANSWER_MAX };

    if (!url_is_https(conf->url) && !(str_istarts(conf->url, "http://") && here)) {
        lct_fail(err, LCT_EUSAGE, "the API's address '%s' does not begin with https://", conf->url);
        return lct_hint(err, "by http anybody on the way reads the token: that is for an API on "
                             "this machine only, by a loopback address or localhost");
    }
    n = NEW(struct linode);
    n->cloud.ops = &linode_ops;
    n->cloud.mode = conf->mode;
    n->loop = l;
    n->url = base_url(conf->url);
    n->token = conf->token ? secret_copy(conf->token) : NULL;
    n->token_source = mem_strdup(conf->token_source ? conf->token_source : "this program");
    n->here = here;
    n->http = http_new(l, &http);
    for (int i = 0; i < N_ROUTES; i++)
        budget_init(&n->budgets[i], (enum route)i);
    *ret = &n->cloud;
    return 0;
}
