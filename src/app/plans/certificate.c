// SPDX-License-Identifier: MIT
// Certificates that a plan names, before anything is made: their keys fit, and they last.
#include <stdlib.h>

#include "app/plans/plan.h"
#include "base/clock.h"
#include "base/env.h"
#include "base/err.h"
#include "base/secret.h"

#define DAY_MS (24 * 60 * 60 * INT64_C(1000))
#define SOON_DAYS 30

static void
check_end(struct lct_plan *p, const struct plan_port *port)
{
    const struct pem_certificate *is = &port->shows->is;
    const int64_t left = is->ends_ms - loop_wall_ms(p->toolkit->loop);
    char day[CLOCK_TEXT];

    clock_text(is->ends_ms, day);
    if (left <= 0)
        diag_hint(&p->diags,
            diags_add(&p->diags, DIAG_ERROR, port->pos, "the certificate %s (%s) ended on %.10s",
                port->certificate, is->subject, day),
            "renew it, and give the plan again");
    else if (left < SOON_DAYS * DAY_MS)
        diags_add(&p->diags, DIAG_WARNING, port->pos,
            "the certificate %s (%s) ends on %.10s, in %d days", port->certificate, is->subject,
            day, (int)(left / DAY_MS));
}

static void
check_key(struct lct_plan *p, const struct plan_port *port)
{
    _own_(secret) struct secret *key = NULL;
    struct lct_err err = { 0 };
    size_t n;

    if (!port->shows->key_path) {
        diag_hint(&p->diags,
            diags_add(&p->diags, DIAG_ERROR, port->pos, "the key %s has no place", port->key),
            "keys are files of this machine, beside a plan that is one");
        return;
    }
    if (pem_key_read(port->shows->key_path, &key, &err) < 0) {
        diag_hint(&p->diags,
            diags_add(&p->diags, DIAG_ERROR, port->pos, "the key of a certificate: %s", err.text),
            "paths are looked up beside the plan");
        return;
    }
    switch (pem_fit(port->shows->pem, secret_reveal(key, &n))) {
    case PEM_OTHER_KEY:
        diags_add(&p->diags, DIAG_ERROR, port->pos, "%s is not the key of the certificate %s",
            port->key, port->certificate);
        break;
    case PEM_NO_KEY:
        diag_hint(&p->diags,
            diags_add(&p->diags, DIAG_ERROR, port->pos, "%s is no private key in PEM", port->key),
            "one with a passphrase cannot be used");
        break;
    case PEM_NO_CERTIFICATE:
    case PEM_FITS:
        break;
    }
}

static void
check_port(struct lct_plan *p, struct plan_port *port)
{
    _own_(free) char *path = NULL;

    if (!port->shows)
        return;
    if (p->folder) {
        path = env_path(p->toolkit->environment, p->folder, port->key);
        port->shows->key_path = arena_strdup(p->arena, path);
        p->has_keys = true;
    }
    if (p->kept)
        return;
    check_end(p, port);
    check_key(p, port);
}

void
plan_check_certificates(struct lct_plan *p, struct plan *plan)
{
    for (size_t r = 0; r < plan->n_regions; r++)
        for (size_t i = 0; i < plan->regions[r].n_balancers; i++) {
            struct plan_balancer *b = &plan->regions[r].balancers[i];
            for (size_t k = 0; k < b->n_ports; k++)
                check_port(p, &b->ports[k]);
        }
}
