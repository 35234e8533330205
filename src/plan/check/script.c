// SPDX-License-Identifier: MIT
// Looking for commands in the text of scripts.
#include "plan/check/script.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

static bool
word_at(const char *text, const char *at, size_t n)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

    return (at == text || !strchr(letters, at[-1])) && (!at[n] || !strchr(letters, at[n]));
}

static bool
in_comment(const char *text, const char *at)
{
    while (at > text && at[-1] != '\n')
        at--;
    return at[strspn(at, " \t")] == '#';
}

bool
script_runs(const char *text, const char *command)
{
    for (const char *at = strstr(text, command); at; at = strstr(at + 1, command))
        if (word_at(text, at, strlen(command)) && !in_comment(text, at))
            return true;
    return false;
}

static const struct manager {
    const char *command, *packages;
} managers[] = {
    { "apt-get", "apt-get" },
    { "apt install", "apt-get" },
    { "apt update", "apt-get" },
    { "lct_install", "apt-get" }, // of hook.sh
    { "lct_apt", "apt-get" },
    { "dnf install", "dnf" },
    { "dnf -y install", "dnf" },
    { "yum install", "dnf" },
    { "yum -y install", "dnf" },
    { "apk add", "apk" },
    { "pacman -S", "pacman" },
    { "zypper install", "zypper" },
    { "zypper -n install", "zypper" },
};

// "command -v apt-get" and the like: it runs what it finds.
static bool
asks_for(const char *text, const struct manager *m)
{
    static const char *const ways[] = { "command -v ", "which ", "type " };
    char question[64];

    for (size_t i = 0; i < sizeof ways / sizeof ways[0]; i++) {
        snprintf(question, sizeof question, "%s%.*s", ways[i], (int)strcspn(m->command, " "),
            m->command);
        if (script_runs(text, question))
            return true;
    }
    return false;
}

const char *
script_foreign_packages(const char *text, const char *packages)
{
    const char *foreign = NULL;

    for (size_t i = 0; i < sizeof managers / sizeof managers[0]; i++) {
        const struct manager *m = &managers[i];
        if (!script_runs(text, m->command))
            continue;
        if (str_eq(m->packages, packages) || asks_for(text, m))
            return NULL;
        foreign = foreign ? foreign : m->command;
    }
    return foreign;
}
