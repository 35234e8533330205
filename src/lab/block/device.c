// SPDX-License-Identifier: MIT
// A block device as a node sees it, beneath the current folder. In a node that runs it is the
// node's own root that lies there: nothing here is read, and links lead where it has them lead.
#include "lab/block/device.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "lab/block/loopdev.h"

bool
device_parse(const char *line, struct device *out)
{
    size_t name = strcspn(line, " \n"), path, id;

    *out = (struct device){ .fd = -1, .seen = -1 };
    if (!name || name >= sizeof out->name || line[name] != ' ')
        return false;
    memcpy(out->name, line, name);
    line += name + 1;
    path = strcspn(line, " \n");
    id = line[path] == ' ' ? strcspn(line + path + 1, "\n") : 0;
    out->path = mem_strndup(line, path);
    out->id = mem_strndup(id ? line + path + 1 : "", id);
    return path > 0;
}

void
device_free(struct device *d)
{
    if (d->fd >= 0)
        close(d->fd);
    free(d->path);
    free(d->id);
}

static bool
link_make(const struct device *d, const char *folder, const char *name)
{
    _own_(free) char *link = mem_printf("dev/disk/%s/%s", folder, name);
    _own_(free) char *target = mem_printf("../../%s", d->name);

    if (!name[0])
        return true;
    unlink(link);
    return symlink(target, link) == 0;
}

static void
link_remove(const char *folder, const char *name)
{
    _own_(free) char *link = mem_printf("dev/disk/%s/%s", folder, name);

    if (name[0])
        unlink(link);
}

static void
folders_make(void)
{
    static const char *const names[] = { "dev/disk", "dev/disk/by-id", "dev/disk/by-uuid",
        "dev/disk/by-label" };

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        mkdir(names[i], 0755);
}

bool
device_links_make(const struct device *d)
{
    return link_make(d, "by-uuid", d->what.uuid) && link_make(d, "by-label", d->what.label);
}

void
device_links_remove(const struct device *d)
{
    link_remove("by-uuid", d->what.uuid);
    link_remove("by-label", d->what.label);
}

static bool
sys_link_make(const struct device *d)
{
    static const char *const folders[] = { "sys/block", "sys/class/block" };
    static const char *const ups[] = { "..", "../.." };

    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        _own_(free) char *link = mem_printf("%s/%s", folders[i], d->name);
        _own_(free) char *target = mem_printf("%s/devices/virtual/block/loop%u", ups[i], d->minor);
        unlink(link);
        if (symlink(target, link) < 0)
            return false;
    }
    return true;
}

bool
device_show(const struct device *d)
{
    _own_(free) char *path = mem_printf("dev/%s", d->name);
    mode_t mask = umask(0);
    bool made;

    folders_make();
    made = mknod(path, S_IFBLK | 0660, makedev(LOOPDEV_MAJOR, d->minor)) == 0 &&
           link_make(d, "by-id", d->id) && device_links_make(d) && sys_link_make(d);
    umask(mask);
    return made;
}

void
device_hide(const struct device *d)
{
    _own_(free) char *path = mem_printf("dev/%s", d->name);
    _own_(free) char *block = mem_printf("sys/block/%s", d->name);
    _own_(free) char *class = mem_printf("sys/class/block/%s", d->name);

    device_links_remove(d);
    link_remove("by-id", d->id);
    unlink(path);
    unlink(block);
    unlink(class);
}
