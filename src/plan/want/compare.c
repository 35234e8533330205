// SPDX-License-Identifier: MIT
// What of a node that is there is another than the plan says.
#include "plan/want/compare.h"

#include "base/str.h"
#include "plan/want/address.h"
#include "plan/want/care.h"
#include "plan/want/drift.h"
#include "plan/want/resize.h"

static const char *
tags_text(struct arena *a, const char *const *tags)
{
    _own_(buf) struct buf text = { 0 };

    for (; tags && *tags; tags++)
        if (!str_starts(*tags, "lct:"))
            buf_addf(&text, "%s%s", text.len ? ", " : "", *tags);
    return arena_strdup(a, buf_str(&text));
}

void
change_field(struct change *c, const char *field, const char *from, const char *to, bool forces)
{
    c->fields[c->n_fields++] = (struct field_change){ field, from, to, forces };
}

static void
compare_tags(struct arena *a, const struct desired *d, struct change *c)
{
    const char *from = tags_text(a, d->node->seen->tags), *to;

    c->put_tags = drift_tags(a, d->node, d->tags);
    if (!c->put_tags)
        return;
    to = tags_text(a, c->put_tags);
    if (!str_eq(from, to))
        change_field(c, "tags", from, to, false);
}

// Somebody resized it to what the plan has now: that is the machine that is wanted.
static bool
has_type(const struct desired *d)
{
    const char *type = d->np->type->id;

    return str_eq(d->node->type, type) || (d->node->seen && str_eq(d->node->seen->type, type));
}

static const char *
or_default(const char *text)
{
    return text ? text : "default";
}

// What can be changed in place, if nothing speaks against it: the disks and what is on them.
static void
compare_size(
    struct arena *a, const struct desired *d, const struct catalogue *catalogue, struct change *c)
{
    const bool grows = !has_type(d), other = !str_eq(d->node->disks, d->np->disks);

    if (!grows && !other)
        return;
    c->keeps_not = resize_fault(a, d, catalogue);
    if (grows)
        change_field(c, "type", d->node->type, d->np->type->id, c->keeps_not);
    if (other)
        change_field(
            c, "storage", or_default(d->node->disks), or_default(d->np->disks), c->keeps_not);
    c->resizes = !c->keeps_not;
}

// Likewise; what was begun goes on, or from the beginning when something else is wanted by now.
static void
compare_image(
    struct arena *a, const struct desired *d, const struct diff_args *args, struct change *c)
{
    const struct node *n = d->node;
    const bool other = !str_eq(n->image, d->np->image->id), asked = rebuild_asked(args, n);

    if ((other || asked) && !c->keeps_not)
        c->keeps_not = rebuild_fault(a, d);
    if (other)
        change_field(c, "image", n->image, d->np->image->id, c->keeps_not);
    c->rebuilds = (other || asked || n->rebuilding) && !c->keeps_not;
    c->anew = !n->rebuilding || other || asked || (c->resizes && n->booted);
}

// A machine is born into its networks.
static void
compare_networks(const struct desired *d, struct change *c)
{
    if (!str_eq(d->node->networks, d->np->networks))
        change_field(
            c, "networks", or_default(d->node->networks), or_default(d->np->networks), true);
}

// What is another than the plan says.
static void
compare_fields(
    struct arena *a, const struct desired *d, const struct diff_args *args, struct change *c)
{
    c->fields = arena_array(a, N_CHANGE_FIELDS, sizeof *c->fields);
    if (!d->node->login) { // what is not ours yet is taken over first, as it is
        compare_size(a, d, args->catalogue, c);
        compare_image(a, d, args, c);
        address_compare(a, d, c);
        compare_networks(d, c);
    }
    if (!d->node->seen)
        return;
    compare_tags(a, d, c);
    if (drift_renamed(d->node)) {
        c->put_label = d->node->label;
        change_field(c, "label", d->node->seen->label, d->node->label, false);
    }
}

// What others locked is told, and let be.
static void
compare_care(
    struct arena *a, const struct desired *d, const struct diff_args *args, struct change *c)
{
    const char *left;

    if (!d->node->seen || d->node->login)
        return;
    c->settles = care_differs(a, d, args->deletes_backups, c, &left);
    if (left)
        c->reason = left;
}

void
node_compare(
    struct arena *a, const struct desired *d, const struct diff_args *args, struct change *c)
{
    compare_fields(a, d, args, c);
    compare_care(a, d, args, c);
}
