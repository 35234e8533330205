// SPDX-License-Identifier: MIT
// One text for rules that mean the same, and labels of firewalls.
#include "model/cloud_rules.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/digest.h"
#include "base/texts.h"

static int
text_order(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void
sort(const char **texts, size_t n)
{
    if (n)
        qsort(texts, n, sizeof *texts, text_order);
}

// "in 1 22-22 0.0.0.0/0 ::/0"
static const char *
rule_line(struct arena *a, const struct cloud_rule *r)
{
    const size_t n = texts_count(r->nets);
    const char **nets = arena_array(a, n + 1, sizeof *nets);
    _own_(buf) struct buf line = { 0 };

    buf_addf(&line, "%s %d", r->out ? "out" : "in", (int)r->protocol);
    for (size_t i = 0; i < r->n_ports; i++)
        buf_addf(&line, " %u-%u", r->ports[i].first, r->ports[i].last);
    for (size_t i = 0; i < n; i++)
        nets[i] = r->nets[i];
    sort(nets, n);
    for (size_t i = 0; i < n; i++)
        buf_addf(&line, " %s", nets[i]);
    return arena_strdup(a, buf_str(&line));
}

const char *
cloud_rules_digest(struct arena *a, const struct cloud_rules *rules)
{
    const char **lines = arena_array(a, rules->n + 1, sizeof *lines);
    _own_(buf) struct buf all = { 0 };
    char digest[DIGEST_TEXT];

    for (size_t i = 0; i < rules->n; i++)
        lines[i] = rule_line(a, &rules->items[i]);
    sort(lines, rules->n);
    for (size_t i = 0; i < rules->n; i++)
        buf_addf(&all, "%s\n", lines[i]);
    return arena_strdup(a, digest_text(buf_str(&all), all.len, digest));
}

struct cloud_rules *
cloud_rules_copy(struct arena *a, const struct cloud_rules *rules)
{
    struct cloud_rules *copy = ARENA_NEW(a, struct cloud_rules);

    copy->items = arena_array(a, rules->n + 1, sizeof *copy->items);
    copy->n = rules->n;
    for (size_t i = 0; i < rules->n; i++) {
        const struct cloud_rule *from = &rules->items[i];
        struct cloud_rule *to = &copy->items[i];
        *to = *from;
        to->ports = arena_array(a, from->n_ports + 1, sizeof *to->ports);
        for (size_t k = 0; k < from->n_ports; k++)
            to->ports[k] = from->ports[k];
        to->nets = texts_copy(a, from->nets);
        to->text = from->text ? arena_strdup(a, from->text) : NULL;
    }
    return copy;
}

// ---- ports

static int
port_order(const void *a, const void *b)
{
    const struct port_range *x = a, *y = b;

    return (x->first > y->first) - (x->first < y->first);
}

size_t
port_ranges_join(struct port_range *p, size_t n)
{
    size_t used = 0;

    if (n)
        qsort(p, n, sizeof *p, port_order);
    for (size_t i = 0; i < n; i++) {
        if (used && p[i].first <= p[used - 1].last + 1) {
            if (p[i].last > p[used - 1].last)
                p[used - 1].last = p[i].last;
        } else
            p[used++] = p[i];
    }
    return used;
}

size_t
port_ends(const struct port_range *ports, size_t n)
{
    size_t ends = 0;

    for (size_t i = 0; i < n; i++)
        ends += ports[i].first == ports[i].last ? 1 : 2;
    return ends;
}

// ---- labels

#define DIGEST_PART 8

const char *
cloud_firewall_label(struct arena *a, const char *slug, const char *region, const char *group)
{
    const char *whole = arena_printf(a, "%s-%s-%s", slug, region, group);
    char *label = arena_printf(a, "%s%s", isalpha((unsigned char)*whole) ? "" : "lct-", whole);
    char digest[DIGEST_TEXT];
    size_t n = 0;

    for (const char *p = label; *p; p++) {
        const char c = isalnum((unsigned char)*p) || strchr("_.", *p) ? *p : '-';
        if (!n || isalnum((unsigned char)c) || c != label[n - 1])
            label[n++] = c;
    }
    label[n] = '\0';
    if (n <= CLOUD_FIREWALL_LABEL_MAX)
        return label;
    n = CLOUD_FIREWALL_LABEL_MAX - DIGEST_PART - 1;
    while (n > 1 && !isalnum((unsigned char)label[n - 1]))
        n--;
    return arena_printf(
        a, "%.*s-%.*s", (int)n, label, DIGEST_PART, digest_text(whole, strlen(whole), digest));
}
