// SPDX-License-Identifier: MIT
// Names of users and groups, and shells.
#include "model/user.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"
#include "base/texts.h"

#define NAME_MOST 32
#define SHELL_MOST 255
#define SHELL_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+"

const char *
account_fault(const char *name, char why[static ACCOUNT_WHY])
{
    size_t n = strlen(name);

    if (!n || n > NAME_MOST)
        snprintf(why, ACCOUNT_WHY, "it has %zu characters: 1 to %d are possible", n, NAME_MOST);
    else if (strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") != n)
        snprintf(why, ACCOUNT_WHY, "a-z 0-9 _ - are possible");
    else if (!islower((unsigned char)*name) && *name != '_')
        snprintf(why, ACCOUNT_WHY, "a letter or _ comes first");
    else
        return NULL;
    return why;
}

const char *
shell_fault(const char *path, char why[static ACCOUNT_WHY])
{
    size_t n = strlen(path);

    if (*path != '/')
        snprintf(why, ACCOUNT_WHY, "it is the whole path, such as /bin/bash");
    else if (n > SHELL_MOST)
        snprintf(why, ACCOUNT_WHY, "it has more than %d characters", SHELL_MOST);
    else if (strspn(path, SHELL_CHARS) != n)
        snprintf(why, ACCOUNT_WHY, "letters, digits, / . _ - + are possible");
    else if (path[n - 1] == '/' || strstr(path, "//") || strstr(path, "/./") ||
             strstr(path, "/../") || str_ends(path, "/..") || str_ends(path, "/."))
        snprintf(why, ACCOUNT_WHY, "it is the path of a program, without . and ..");
    else
        return NULL;
    return why;
}

bool
user_is_of_system(const char *name)
{
    static const char *const names[] = { "_apt", "avahi", "backup", "bin", "chrony", "daemon",
        "dbus", "ftp", "games", "gnats", "halt", "irc", "list", "lp", "mail", "man", "messagebus",
        "news", "nobody", "ntp", "operator", "polkitd", "proxy", "root", "shutdown", "sshd", "sync",
        "sys", "syslog", "systemd-coredump", "systemd-network", "systemd-resolve",
        "systemd-timesync", "tcpdump", "tss", "uucp", "uuidd", "www-data", NULL };

    return texts_have(names, name);
}

bool
unix_group_is_of_system(const char *name)
{
    static const char *const names[] = { "adm", "audio", "backup", "bin", "cdrom", "crontab",
        "daemon", "dialout", "dip", "disk", "fax", "floppy", "games", "input", "kmem", "kvm",
        "list", "lp", "mail", "man", "messagebus", "netdev", "news", "nogroup", "operator",
        "plugdev", "proxy", "render", "root", "sasl", "shadow", "src", "staff", "sudo", "sys",
        "systemd-journal", "tape", "tty", "users", "utmp", "uucp", "video", "voice", "wheel",
        "www-data", NULL };

    return texts_have(names, name);
}
