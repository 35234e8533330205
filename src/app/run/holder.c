// SPDX-License-Identifier: MIT
// Who holds a lease: a process, named so that others can tell whether it still lives.
#include "app/run/holder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/process.h"
#include "base/str.h"

#define ID_MAX 64

const char *
holder_who(struct arena *a, const char *user)
{
    char host[256] = "?";

    gethostname(host, sizeof host - 1);
    return arena_printf(a, "%s@%s", user ? user : "root", host);
}

// What process numbers mean here: this boot of this kernel, and the namespace of its processes.
static bool
numbers_id(char id[static ID_MAX])
{
    char boot[BOOT_TEXT], space[32];
    ssize_t n = readlink("/proc/self/ns/pid", space, sizeof space - 1);

    if (n < 0 || !*process_boot(boot))
        return false;
    space[n] = '\0';
    snprintf(
        id, ID_MAX, "%.36s/%lu", boot, strtoul(space + strcspn(space, "0123456789"), NULL, 10));
    return true;
}

const char *
holder_new(struct arena *a, struct loop *l, const char *user)
{
    char id[ID_MAX] = "?", since[CLOCK_TEXT], unique[UUID_TEXT];

    numbers_id(id);
    return arena_printf(a, "%s, process %d since %s [%s %lld %.8s]", holder_who(a, user),
        (int)getpid(), clock_text(loop_wall_ms(l), since), id, (long long)process_started(getpid()),
        uuid_new(loop_random(l), unique));
}

bool
holder_is_dead(const char *holder)
{
    char ours[ID_MAX], theirs[ID_MAX];
    const char *process = strstr(holder, ", process "), *mark = strrchr(holder, '[');
    long long ticks;
    int64_t now;
    long pid;

    if (!process || !mark || sscanf(mark, "[%63s %lld", theirs, &ticks) != 2 || !numbers_id(ours) ||
        !str_eq(ours, theirs))
        return false;
    pid = strtol(process + strlen(", process "), NULL, 10);
    if (pid <= 0)
        return false;
    now = process_started((pid_t)pid);
    return now >= 0 && now != ticks;
}
