// SPDX-License-Identifier: MIT
// The names of copies, and which of them are kept.
#include "store/copies.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"

#define KEPT_DAILY 14
#define KEPT_OTHER 10

static char *
name_at(int64_t wall_ms, const char *why, const char *format)
{
    const time_t now = (time_t)(wall_ms / 1000);
    char when[48];
    struct tm tm;

    strftime(when, sizeof when, format, gmtime_r(&now, &tm));
    return mem_printf("%s-%s", why, when);
}

char *
copies_daily_path(const struct copies *c, int64_t wall_ms)
{
    _own_(free) char *name = name_at(wall_ms, "daily", "%Y-%m-%d");

    return mem_printf("%s/%s%s", c->folder, name, c->suffix);
}

// The last number of copies that begin so; 0: there are none.
static unsigned long
last_number(const struct copies *c, const char *stem)
{
    DIR *dir = opendir(c->folder);
    unsigned long last = 0;

    for (const struct dirent *e; dir && (e = readdir(dir));) {
        const unsigned long n =
            str_starts(e->d_name, stem) ? strtoul(e->d_name + strlen(stem), NULL, 10) : 0;
        last = n > last ? n : last;
    }
    if (dir)
        closedir(dir);
    return last;
}

// To the millisecond, and within one they are counted: on from the last, as the first may be gone
// by now.
char *
copies_new_path(const struct copies *c, int64_t wall_ms, const char *why)
{
    char format[40];

    snprintf(format, sizeof format, "%%Y-%%m-%%dT%%H%%M%%S.%03dZ_", (int)(wall_ms % 1000));
    _own_(free) char *stem = name_at(wall_ms, why, format);
    return mem_printf("%s/%s%lu%s", c->folder, stem, last_number(c, stem) + 1, c->suffix);
}

// The time is the end of the name: "schema-3-2026-01-01T000000.000Z_1.db". The tenth of one
// millisecond is newer than its second.
static const char *
time_of(const struct dirent *e)
{
    const char *at = strstr(e->d_name, "-20");

    return at ? at : "";
}

static int
newest_first(const struct dirent **a, const struct dirent **b)
{
    return strverscmp(time_of(*b), time_of(*a));
}

void
copies_prune(const struct copies *c)
{
    struct dirent **list;
    int n = scandir(c->folder, &list, NULL, newest_first);
    int daily = 0, other = 0;

    for (int i = 0; i < n; i++) {
        const char *name = list[i]->d_name;
        _own_(free) char *path = file_join(c->folder, name);
        const bool is_daily = str_starts(name, "daily-");
        if (str_ends(name, c->suffix) && (is_daily ? ++daily > KEPT_DAILY : ++other > KEPT_OTHER))
            unlink(path);
        free(list[i]);
    }
    if (n >= 0)
        free(list);
}
