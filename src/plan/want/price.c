// SPDX-License-Identifier: MIT
// Adding up prices: nodes, their backups, volumes and addresses, NodeBalancers.
#include "plan/want/price.h"

#define MB_OF_GB 1024

static void
add(struct price *p, double n, double hourly, double monthly)
{
    p->hourly += n * hourly;
    p->monthly += n * monthly;
}

static int64_t
volumes_gb(const struct node_plan *np)
{
    int64_t mb = 0;

    for (size_t i = 0; np->storage && i < np->storage->n_disks; i++)
        if (np->storage->disks[i].blockstore)
            mb += np->storage->disks[i].size_mb;
    return mb / MB_OF_GB;
}

void
bill_nodes(struct bill *b, const struct type *type, const char *region, const struct node_plan *np,
    size_t n)
{
    const struct tariff *gb = &b->catalogue->volume_gb, *address = &b->catalogue->extra_ipv4;
    double many = (double)n;

    if (type)
        add(&b->nodes, many, type_hourly(type, region), type_monthly(type, region));
    if (!np)
        return;
    add(&b->volumes, many * (double)volumes_gb(np), tariff_hourly(gb, region),
        tariff_monthly(gb, region));
    add(&b->addresses, many * np->extra_ipv4, tariff_hourly(address, region),
        tariff_monthly(address, region));
    if (np->reserves)
        bill_reserved(b, region, n);
}

void
bill_reserved(struct bill *b, const char *region, size_t n)
{
    const struct tariff *one = &b->catalogue->reserved_ipv4;

    add(&b->addresses, (double)n, tariff_hourly(one, region), tariff_monthly(one, region));
}

void
bill_backups(struct bill *b, const struct type *type, const char *region, size_t n)
{
    if (type)
        add(&b->backups, (double)n, tariff_hourly(&type->backups, region),
            tariff_monthly(&type->backups, region));
}

void
bill_volume(struct bill *b, const char *region, int64_t gb)
{
    const struct tariff *each = &b->catalogue->volume_gb;

    add(&b->volumes, (double)gb, tariff_hourly(each, region), tariff_monthly(each, region));
}

void
bill_balancers(struct bill *b, const char *region, size_t n)
{
    const struct tariff *one = &b->catalogue->balancer;

    add(&b->balancers, (double)n, tariff_hourly(one, region), tariff_monthly(one, region));
}

static void
bill_node_plan(struct bill *b, const char *region, const struct node_plan *np)
{
    bill_nodes(b, np->type, region, np, np->count);
    if (np->backups.wanted)
        bill_backups(b, np->type, region, np->count);
}

void
bill_plan(struct bill *b, const struct plan *p)
{
    for (size_t r = 0; r < p->n_regions; r++) {
        const struct region_plan *rp = &p->regions[r];
        for (size_t i = 0; i < rp->n_nodes; i++)
            bill_node_plan(b, rp->region->id, &rp->nodes[i]);
        bill_balancers(b, rp->region->id, rp->n_balancers);
    }
}

struct price
bill_total(const struct bill *b)
{
    const struct price *const parts[] = { &b->nodes, &b->backups, &b->volumes, &b->balancers,
        &b->addresses };
    struct price total = { 0 };

    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        add(&total, 1, parts[i]->hourly, parts[i]->monthly);
    return total;
}

struct price
price_less(struct price a, struct price b)
{
    return (struct price){ a.hourly - b.hourly, a.monthly - b.monthly };
}
