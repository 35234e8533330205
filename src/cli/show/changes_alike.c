// SPDX-License-Identifier: MIT
// Changes that differ only in the node are one: which they are, and what is printed of them.
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/str.h"
#include "cli/show/changes.h"
#include "cli/show/tell.h"
#include "cli/term/fold.h"

static const char *
text_of(const struct lct_value *map, const char *field)
{
    return lct_text(lct_get(map, field), "");
}

bool
change_is_told(const struct lct_value *change)
{
    return !str_eq(text_of(change, "action"), "keep") || lct_count(lct_get(change, "pushes")) ||
           lct_count(lct_get(change, "contents")) || *text_of(change, "reason");
}

// ---- which are alike

static void
add_key(struct buf *key, const struct lct_value *map, const char *const *fields)
{
    for (; *fields; fields++)
        buf_addf(key, "%s\x1f", text_of(map, *fields));
    buf_addc(key, '\x1e');
}

// Diffs are left out: they are of the same texts, with each node's names in them.
static char *
key_of(const struct lct_value *change)
{
    static const char *const own[] = { "action", "group", "region", "type", "image", "reason",
        "loses_disks", "keeps_other_disks", NULL };
    static const char *const of_field[] = { "field", "from", "to", NULL };
    static const char *const of_content[] = { "what", "name", "of", "action", "note", "plan",
        NULL };
    const struct lct_value *fields = lct_get(change, "fields"), *pushes = lct_get(change, "pushes"),
                           *contents = lct_get(change, "contents");
    struct buf key = { 0 };

    add_key(&key, change, own);
    for (size_t i = 0; i < lct_count(fields); i++)
        add_key(&key, lct_at(fields, i), of_field);
    for (size_t i = 0; i < lct_count(pushes); i++)
        buf_addf(&key, "%s\x1f", lct_text(lct_at(pushes, i), ""));
    for (size_t i = 0; i < lct_count(contents); i++)
        add_key(&key, lct_at(contents, i), of_content);
    return buf_take(&key);
}

static bool
same_diffs(const struct lct_value *a, const struct lct_value *b)
{
    const struct lct_value *x = lct_get(a, "contents"), *y = lct_get(b, "contents");

    for (size_t i = 0; i < lct_count(x); i++)
        if (!str_eq(text_of(lct_at(x, i), "diff"), text_of(lct_at(y, i), "diff")))
            return false;
    return true;
}

static void
add_change(struct alikes *all, const struct lct_value *change)
{
    _own_(free) char *key = key_of(change);
    struct alike *a = map_get(&all->by_key, key);

    if (!a) {
        a = NEW(struct alike);
        a->first = change;
        map_put(&all->by_key, key, a);
        vec_push(&all->list, a);
    }
    vec_push(&a->labels, text_of(change, "label"));
    a->monthly += lct_number(lct_get(lct_get(change, "price"), "monthly"), 0);
    a->differs = a->differs || !same_diffs(a->first, change);
}

void
alikes_of(struct alikes *all, const struct lct_value *changes)
{
    for (size_t i = 0; i < lct_count(changes); i++)
        if (change_is_told(lct_at(changes, i)))
            add_change(all, lct_at(changes, i));
}

void
alikes_done(struct alikes *all)
{
    vec_each (a, &all->list) {
        vec_done(&(*a)->labels);
        free(*a);
    }
    vec_done(&all->list);
    map_done(&all->by_key);
}

// ---- what is brought

// As "+ rule allow in tcp 80", "~ file /etc/app.conf", "~ script setup: changed, runs ...".
static const struct told {
    const char *action, *sign, *word;
} tolds[] = {
    { "add", "+", "added" },
    { "change", "~", "changed" },
    { "remove", "-", "removed" },
    { "restart", "~", "restarts" },
    { "run", ">", "runs" },
    { "mend", "!", NULL },
    { "keep", "=", NULL },
    { "unknown", "?", NULL },
};

static const struct told *
told_of(const struct lct_value *content)
{
    size_t i = 0;

    while (i + 1 < sizeof tolds / sizeof tolds[0] &&
           !str_eq(tolds[i].action, text_of(content, "action")))
        i++;
    return &tolds[i];
}

static void
print_diff(FILE *out, const char *diff, bool coloured)
{
    while (*diff) {
        size_t n = strcspn(diff, "\n");
        _own_(free) char *line = mem_strndup(diff, n);
        const char *colour = *line == '+' ? "32" : *line == '-' ? "31" : NULL;
        fputs("            ", out);
        if (coloured && colour)
            fprintf(out, "\033[%sm", colour);
        print_safe(out, line, false);
        fputs(coloured && colour ? "\033[0m\n" : "\n", out);
        diff += n + (diff[n] == '\n');
    }
}

static void
print_content(FILE *out, const struct lct_value *c, bool coloured)
{
    const char *of = text_of(c, "of"), *note = text_of(c, "note");
    const struct told *told = told_of(c);
    // A script that changes changes nothing here, and a unit begins anew though it stays the same.
    bool word =
        told->word && (str_eq(text_of(c, "what"), "script") || str_eq(told->action, "restart"));

    fprintf(out, "        %s ", told->sign);
    if (!str_eq(told->action, "unknown"))
        fprintf(out, "%s ", text_of(c, "what"));
    print_safe(out, text_of(c, "name"), false);
    if (*of)
        fputs(" of ", out);
    print_safe(out, of, false);
    if (word || *note)
        fprintf(out, ": %s%s", word ? told->word : "", word && *note ? ", " : "");
    print_safe(out, note, false);
    fputc('\n', out);
    print_diff(out, text_of(c, "diff"), coloured);
}

static void
print_contents(FILE *out, const struct alike *a, bool coloured)
{
    const struct lct_value *contents = lct_get(a->first, "contents");

    for (size_t i = 0; i < lct_count(contents); i++)
        print_content(out, lct_at(contents, i), coloured);
    if (!a->differs)
        return;
    fputs("        (as on ", out);
    print_safe(out, a->labels.items[0], false);
    fputs("; on the others with their own names and addresses)\n", out);
}

// ---- one line, and what stands below it

static const struct mark {
    const char *action, *sign, *colour;
} marks[] = {
    { "create", "+", "32" },
    { "replace", "-/+", "33" },
    { "delete", "-", "31" },
    { "update", "~", "33" },
    { "resize", "~", "33" },
    { "rebuild", "-/+", "33" },
    { "finish", "~", "33" },
    { "boot", "~", "33" },
    { "wait", "~", "33" },
    { "stop", "~", "33" },
    { "drain", "~", "33" },
    { "restart", "~", "33" },
    { "away", "!", "31" },
    { "keep", "~", "33" },
};

// A node that is told nothing itself is named for its group: what changes is for new ones.
static const struct mark *
mark_of(const struct lct_value *change)
{
    static const struct mark stays = { "keep", "=", "0" };

    if (str_eq(text_of(change, "action"), "keep") && !lct_count(lct_get(change, "pushes")))
        return &stays;
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++)
        if (str_eq(text_of(change, "action"), marks[i].action))
            return &marks[i];
    return &marks[0];
}

static void
print_field_changes(FILE *out, const struct lct_value *fields)
{
    for (size_t i = 0; i < lct_count(fields); i++) {
        const struct lct_value *f = lct_at(fields, i);
        const char *from = text_of(f, "from"), *to = text_of(f, "to");
        fprintf(out, "        %s: ", text_of(f, "field"));
        print_safe(out, *from ? from : "(none)", false);
        fputs(" -> ", out);
        print_safe(out, *to ? to : "(none)", false);
        fputs(lct_bool(lct_get(f, "forces_replacement"), false) ? "  # forces another machine\n"
                                                                : "\n",
            out);
    }
}

static void
print_pushes(FILE *out, const struct lct_value *pushes)
{
    for (size_t i = 0; i < lct_count(pushes); i++)
        fprintf(out, "%s%s", i ? ", " : "        is brought: ", lct_text(lct_at(pushes, i), ""));
    if (lct_count(pushes))
        fputc('\n', out);
}

// Reasons that fields do not tell anyway.
static void
print_reason(FILE *out, const struct lct_value *change)
{
    const char *reason = text_of(change, "reason");

    bool new = strstr(reason, " is ") || strstr(reason, "Linode ");

    if (!*reason || (lct_count(lct_get(change, "fields")) && !new))
        return;
    fputs("        # ", out);
    print_safe(out, reason, false);
    fputc('\n', out);
}

static void
print_line(FILE *out, const struct alike *a, bool coloured)
{
    _own_(free) char *labels = fold_words(a->labels.items, a->labels.n);
    const struct mark *mark = mark_of(a->first);

    if (coloured)
        fprintf(out, "\033[%sm", mark->colour);
    fprintf(out, "%5s ", mark->sign);
    if (a->labels.n > 1)
        fprintf(out, "%zu nodes ", a->labels.n);
    print_safe(out, labels, false);
    fprintf(out, "  %s  %s  %s", text_of(a->first, "type"), text_of(a->first, "image"),
        text_of(a->first, "region"));
    if (a->monthly > 0)
        fprintf(out, "  $%.2f a month", a->monthly);
    fputs(coloured ? "\033[0m\n" : "\n", out);
}

static void
print_loss(FILE *out, const struct alike *a)
{
    const bool many = a->labels.n > 1,
               one = lct_bool(lct_get(a->first, "keeps_other_disks"), false);

    if (lct_bool(lct_get(a->first, "loses_disks"), false))
        fprintf(out, "        # what is on %s %s is lost\n", many ? "their" : "its",
            !one   ? "disks"
            : many ? "boot disks"
                   : "boot disk");
}

void
print_alike(FILE *out, const struct alike *a)
{
    bool coloured = terminal_coloured(output_fd(out));

    print_line(out, a, coloured);
    print_field_changes(out, lct_get(a->first, "fields"));
    print_reason(out, a->first);
    print_loss(out, a);
    print_pushes(out, lct_get(a->first, "pushes"));
    print_contents(out, a, coloured);
}
