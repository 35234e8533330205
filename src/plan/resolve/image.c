// SPDX-License-Identifier: MIT
// What an image cannot do for what the plan wants of it.
#include <stdio.h>

#include "base/advice.h"
#include "base/str.h"
#include "model/distribution.h"
#include "plan/check/script.h"
#include "plan/resolve/resolve.h"

// The way in is closed unless the first host key can be handed over: by user-data, which the image
// and the region must both take.
static void
check_cloud_init(struct resolving *r, const struct node_plan *np)
{
    if (!image_can(np->image, "cloud-init"))
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, np->image_pos,
                "the image %s does not run cloud-init: its host key could not be known beforehand",
                np->image->id),
            "choose one that does: %s shows capabilities", ADVICE(CATALOGUE, "images"));
}

// firewalld refuses what it does not know, whatever another table lets through.
static void
check_firewall(struct resolving *r, const struct node_plan *np, const struct distribution *d)
{
    if (!d->nft)
        diag_hint(r->diags,
            diags_add(r->diags, DIAG_ERROR, np->image_pos,
                "the image %s has no nftables: its nodes could not be closed", np->image->id),
            "use another, such as linode/debian12, or an image of your own that has it");
    for (size_t i = 0; d->firewalld && i < np->n_rules; i++)
        if (np->rules[i].direction != RULE_OUT) {
            diag_note(r->diags,
                diags_add(r->diags, DIAG_ERROR, np->rules[i].pos,
                    "firewalld runs on the image %s: it would close what this rule opens",
                    np->image->id),
                np->image_pos, "the image is chosen here");
            return;
        }
}

static void
check_units(struct resolving *r, const struct node_plan *np, const struct distribution *d)
{
    if (!d->systemd && np->n_units)
        diag_note(r->diags,
            diags_add(r->diags, DIAG_ERROR, np->units[0].pos,
                "the image %s has no systemd, which units are for", np->image->id),
            np->image_pos, "the image is chosen here");
}

// Node plans share scripts: each is looked through once for each package manager.
static const char *
foreign_packages(struct resolving *r, const char *text, const char *packages)
{
    char key[64];
    const char *found;

    snprintf(key, sizeof key, "%p %s", (const void *)text, packages);
    if (map_has(&r->scripts, key))
        return map_get(&r->scripts, key);
    found = script_foreign_packages(text, packages);
    map_put(&r->scripts, key, (void *)(uintptr_t)found);
    return found;
}

static void
check_scripts(struct resolving *r, const struct node_plan *np, const struct distribution *d)
{
    for (size_t i = 0; i < np->n_steps; i++) {
        const struct plan_step *s = &np->steps[i];
        if (!str_eq(s->scheme, "script"))
            continue;
        const char *command = foreign_packages(r, s->content, d->packages);
        if (!command)
            continue;
        struct diag *item = diags_add(r->diags, DIAG_ERROR, s->value_pos,
            "the script runs %s, which the image %s does not have", command, np->image->id);
        diag_hint(r->diags, item, "software is installed by %s there", d->packages);
        diag_note(r->diags, item, np->image_pos, "the image is chosen here");
    }
}

void
resolve_image_abilities(struct resolving *r, const struct node_plan *np)
{
    const struct distribution *d = np->image ? image_distribution(np->image) : NULL;

    if (!np->image)
        return;
    check_cloud_init(r, np);
    if (!d)
        return;
    check_firewall(r, np, d);
    check_units(r, np, d);
    check_scripts(r, np, d);
}
