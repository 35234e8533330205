// SPDX-License-Identifier: MIT
// How nodes are: HAProxy's statistics, a server a line, commas between the fields that the first
// line names.
#include "lab/balance/stat.h"

#include <string.h>

#include "base/parse.h"
#include "base/str.h"

#define FIELD_MAX 64

// Field n of a line, cut to what is looked at.
static void
field_take(const char *line, size_t n, char out[static FIELD_MAX])
{
    size_t len;

    for (; n && *line != '\n' && *line; line++)
        n -= *line == ',';
    len = strcspn(line, ",\n");
    if (len > FIELD_MAX - 1)
        len = FIELD_MAX - 1;
    memcpy(out, line, len);
    out[len] = '\0';
}

// Where the head names the field; SIZE_MAX: nowhere.
static size_t
field_find(const char *head, const char *name)
{
    char each[FIELD_MAX];
    size_t n = 0;

    for (size_t commas = 0; head[commas] && head[commas] != '\n'; commas++)
        n += head[commas] == ',';
    for (size_t i = 0; i <= n; i++) {
        field_take(head, i, each);
        if (str_eq(each, name))
            return i;
    }
    return SIZE_MAX;
}

// One that is only looked at passively is up until it fails. What was not checked yet nobody knows.
static const char *
word_of(const char *status, const char *checked)
{
    if (str_eq(checked, "INI"))
        return "Unknown";
    return str_starts(status, "UP") || str_starts(status, "DRAIN") || str_eq(status, "no check")
               ? "UP"
               : "DOWN";
}

void
stat_read(const char *answer, stat_fn *fn, void *user)
{
    size_t name = field_find(answer, "svname"), is = field_find(answer, "status");
    size_t checked = field_find(answer, "check_status");
    char server[FIELD_MAX], status[FIELD_MAX], check[FIELD_MAX];
    int64_t id;

    if (name == SIZE_MAX || is == SIZE_MAX || checked == SIZE_MAX)
        return;
    for (const char *line = strchr(answer, '\n'); line && line[1]; line = strchr(line + 1, '\n')) {
        field_take(line + 1, name, server);
        field_take(line + 1, is, status);
        field_take(line + 1, checked, check);
        if (str_starts(server, "node-") && parse_int(server + strlen("node-"), 1, INT64_MAX, &id))
            fn(user, id, word_of(status, check));
    }
}

bool
stat_is_of(const char *answer, const char *description)
{
    static const char key[] = "\ndescription: ";
    const char *at = strstr(answer, key);
    size_t n = strlen(description);

    at = at ? at + strlen(key) : "";
    return strncmp(at, description, n) == 0 && (at[n] == '\n' || !at[n]);
}
