// SPDX-License-Identifier: MIT
// Paths on nodes: what the kernel keeps to itself, what the system needs to come up, and what we
// write there ourselves.
#include "model/path.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/str.h"

static bool
has_long_part(const char *path)
{
    for (const char *p = path; *p; p += strcspn(p, "/") + (p[strcspn(p, "/")] == '/'))
        if (strcspn(p, "/") > NAME_MAX)
            return true;
    return false;
}

static bool
has_control(const char *path)
{
    for (; *path; path++)
        if ((unsigned char)*path < ' ' || *path == 0x7f)
            return true;
    return false;
}

// One way to write it, so that two of one place are seen.
static const char *
form_fault(const char *path, char why[static PATH_WHY])
{
    if (*path != '/')
        snprintf(why, PATH_WHY, "it is absolute: it begins with /");
    else if (strstr(path, "/../") || str_ends(path, "/.."))
        snprintf(why, PATH_WHY, "write where it leads to, without '..'");
    else if (strstr(path, "/./") || str_ends(path, "/.") || strstr(path, "//"))
        snprintf(why, PATH_WHY, "write it without '//' and '/./'");
    else if (path[1] && str_ends(path, "/"))
        snprintf(why, PATH_WHY, "write it without the '/' at its end");
    else if (has_control(path))
        snprintf(why, PATH_WHY, "there is a control character in it");
    else if (strlen(path) >= PATH_MAX || has_long_part(path))
        snprintf(why, PATH_WHY, "it is too long for Linux");
    else
        return NULL;
    return why;
}

static bool
is_below(const char *path, const char *folder)
{
    size_t n = strlen(folder);

    return strncmp(path, folder, n) == 0 && (!path[n] || path[n] == '/');
}

static const char *
kernel_fault(const char *path, char why[static PATH_WHY])
{
    static const char *const folders[] = { "/proc", "/sys", "/dev" };

    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++)
        if (is_below(path, folders[i])) {
            snprintf(why, PATH_WHY, "%s is the kernel's own", folders[i]);
            return why;
        }
    return NULL;
}

static const char *
ours_fault(const char *path, char why[static PATH_WHY])
{
    static const struct {
        const char *path, *instead;
    } ours[] = {
        { "/var/lib/lct", "the toolkit keeps what it needs there" },
        { "/etc/lct", "the toolkit keeps what it needs there" },
        { "/etc/ssh/sshd_config.d/00-lct.conf", "the toolkit writes it" },
        { "/etc/sudoers.d/90-lct", "the toolkit writes it: sudo: yes of a user" },
        { "/etc/passwd", "accounts come from users:" },
        { "/etc/shadow", "accounts come from users:" },
        { "/etc/group", "groups come from groups:" },
        { "/etc/gshadow", "groups come from groups:" },
        { "/etc/hostname", "host names come from hostnames:" },
        { "/root/.ssh/authorized_keys", "keys of root come from keys:" },
    };

    for (size_t i = 0; i < sizeof ours / sizeof ours[0]; i++)
        if (is_below(path, ours[i].path)) {
            snprintf(why, PATH_WHY, "%s", ours[i].instead);
            return why;
        }
    return NULL;
}

const char *
file_path_fault(const char *path, char why[static PATH_WHY])
{
    if (form_fault(path, why))
        return why;
    if (!path[1]) {
        snprintf(why, PATH_WHY, "it is a folder");
        return why;
    }
    return kernel_fault(path, why) ? why : ours_fault(path, why);
}

const char *
mount_path_fault(const char *path, char why[static PATH_WHY])
{
    static const char *const needed[] = { "/bin", "/boot", "/etc", "/lib", "/lib32", "/lib64",
        "/libx32", "/root", "/run", "/sbin", "/usr", "/var" };
    const char *fault = form_fault(path, why);

    if (!fault && strpbrk(path, " \\'\"")) {
        snprintf(why, PATH_WHY, "blanks, quotes and '\\' are not possible");
        return why;
    }
    if (!fault)
        fault = kernel_fault(path, why);
    for (size_t i = 0; !fault && i < sizeof needed / sizeof needed[0]; i++)
        if (str_eq(path, needed[i])) {
            snprintf(why, PATH_WHY, "the disk is empty, and would hide the system's own %s", path);
            fault = why;
        }
    return fault;
}
