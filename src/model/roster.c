// SPDX-License-Identifier: MIT
// Who is in a cluster at a time.
#include "model/roster.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/node.h"

// What a line of a roster has, a tab between. The machine is part of what tells one from another.
enum column {
    KEY,
    VPC,
    VPC_IPV4,
    NAME,
    GROUP,
    REGION,
    INDEX,
    PRIVATE,
    PUBLIC,
    IPV6,
    TAGS,
    COLUMNS
};

static const char *
or_dash(const char *text)
{
    return str_empty(text) ? "-" : text;
}

static const char *
tags_of(struct buf *out, const char *const *tags)
{
    for (const char *const *tag = tags; tag && *tag; tag++)
        buf_addf(out, "%s%s", tag == tags ? "" : ",", *tag);
    return or_dash(buf_str(out));
}

static void
add_line(struct buf *out, const char *const *c, const char *viewer_vpc)
{
    const bool same = viewer_vpc && str_eq(viewer_vpc, c[VPC]) && !str_eq(c[VPC_IPV4], "-");

    buf_addf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", c[NAME], c[GROUP], c[REGION], c[INDEX],
        same ? c[VPC_IPV4] : c[PRIVATE], c[PUBLIC], c[IPV6], c[TAGS]);
}

// The columns of a node; what they point to lives as long as it and the buffers.
static void
columns_of(const struct node *n, struct buf *key, struct buf *tags, char index[static 16],
    const char *ret[static COLUMNS])
{
    buf_addf(key, "%s.%s", n->uuid, or_dash(n->cloud_id));
    snprintf(index, 16, "%u", n->index);
    const char *const all[COLUMNS] = {
        [KEY] = buf_str(key),
        [VPC] = or_dash(n->vpc),
        [VPC_IPV4] = or_dash(n->vpc_ipv4),
        [NAME] = n->name,
        [GROUP] = n->group,
        [REGION] = n->region,
        [INDEX] = index,
        [PRIVATE] = or_dash(n->private_ipv4),
        [PUBLIC] = or_dash(n->public_ipv4),
        [IPV6] = or_dash(n->ipv6),
        [TAGS] = tags_of(tags, n->tags),
    };

    memcpy(ret, all, sizeof all);
}

void
roster_line(struct buf *out, const char *viewer_vpc, const struct node *n)
{
    _own_(buf) struct buf key = { 0 }, tags = { 0 };
    const char *columns[COLUMNS];
    char index[16];

    columns_of(n, &key, &tags, index, columns);
    add_line(out, columns, viewer_vpc);
}

// ---- the whole

static int
by_place(const void *a, const void *b)
{
    const struct node *x = *(const struct node *const *)a, *y = *(const struct node *const *)b;
    int order = strcmp(x->region, y->region);

    if (!order)
        order = strcmp(x->group, y->group);
    if (!order)
        order = (x->index > y->index) - (x->index < y->index);
    return order ? order : strcmp(x->uuid, y->uuid);
}

static void
add_kept(struct buf *out, const struct node *n)
{
    _own_(buf) struct buf key = { 0 }, tags = { 0 };
    const char *columns[COLUMNS];
    char index[16];

    columns_of(n, &key, &tags, index, columns);
    for (size_t i = 0; i < COLUMNS; i++)
        buf_addf(out, "%s%c", columns[i], i + 1 < COLUMNS ? '\t' : '\n');
}

const char *
roster_text(struct arena *a, const struct node *const *nodes, size_t n)
{
    const struct node **sorted = arena_array(a, n + 1, sizeof *sorted);
    _own_(buf) struct buf text = { 0 };

    for (size_t i = 0; i < n; i++)
        sorted[i] = nodes[i];
    qsort(sorted, n, sizeof *sorted, by_place);
    for (size_t i = 0; i < n; i++)
        if (sorted[i]->cloud_id)
            add_kept(&text, sorted[i]);
    return arena_strdup(a, buf_str(&text));
}

const char *
roster_digest(const char *text, char out[static DIGEST_TEXT])
{
    return digest_text(text, strlen(text), out);
}

// ---- what is different

// Takes the next line apart; false: there is none. A line that is not one is passed over.
static bool
next_line(struct arena *a, const char **text, const char *ret[static COLUMNS])
{
    while (**text) {
        const size_t len = strcspn(*text, "\n");
        char *rest = arena_strndup(a, *text, len), *column;
        size_t n = 0;
        *text += len + ((*text)[len] != '\0');
        while (n < COLUMNS && (column = strsep(&rest, "\t")))
            ret[n++] = column;
        if (n == COLUMNS)
            return true;
    }
    return false;
}

static void
collect(struct arena *a, const char *text, struct map *keys)
{
    const char *columns[COLUMNS];

    while (next_line(a, &text, columns))
        map_put(keys, columns[KEY], keys);
}

struct roster_part
roster_beyond(struct arena *a, const char *text, const char *other, const char *viewer_vpc)
{
    _own_(buf) struct buf names = { 0 }, lines = { 0 };
    _own_(map) struct map known = { 0 };
    const char *columns[COLUMNS];

    collect(a, other, &known);
    while (next_line(a, &text, columns)) {
        if (map_has(&known, columns[KEY]))
            continue;
        buf_addf(&names, "%s%s", names.len ? " " : "", columns[NAME]);
        add_line(&lines, columns, viewer_vpc);
    }
    return (
        struct roster_part){ arena_strdup(a, buf_str(&names)), arena_strdup(a, buf_str(&lines)) };
}

bool
roster_same(struct arena *a, const char *text, const char *other)
{
    return !*roster_beyond(a, text, other, NULL).lines &&
           !*roster_beyond(a, other, text, NULL).lines;
}
