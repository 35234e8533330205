// SPDX-License-Identifier: MIT
// A node's own layer of its root file system, as it is before the first boot.
#include "lab/fleet/provision.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/base64.h"
#include "base/digest.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/parse.h"
#include "base/str.h"
#include "lab/layer/layer.h"

static void
identity_write(struct layer *l, const struct fleet_node *n, struct random *random)
{
    _own_(free) char *hostname = mem_printf("%s\n", n->hostname);
    char uuid[UUID_TEXT], machine[UUID_TEXT];
    size_t len = 0;

    for (const char *p = uuid_new(random, uuid); *p; p++)
        if (*p != '-')
            machine[len++] = *p;
    machine[len++] = '\n';
    machine[len] = '\0';
    layer_folder(l, "etc", 0755);
    layer_file(l, "etc/hostname", 0644, hostname);
    // An absent one would mean "first boot" to systemd, which then enables every service.
    layer_file(l, "etc/machine-id", 0444, machine);
}

static void
names_write(struct layer *l, const struct fleet_node *n)
{
    _own_(free) char *hosts = mem_printf("127.0.0.1 localhost\n127.0.1.1 %s\n"
                                         "::1 localhost ip6-localhost ip6-loopback\n",
        n->hostname);

    layer_file(l, "etc/hosts", 0644, hosts);
    if (n->vendor_banner)
        layer_file(l, "etc/motd", 0644, n->vendor_banner);
}

// The base's /etc/shadow with root's password replaced.
static void
shadow_write(struct layer *l, const char *base_dir, const char *root_hash)
{
    _own_(free) char *path = mem_printf("%s/etc/shadow", base_dir);
    _own_(buf) struct buf old = { 0 }, new = { 0 };
    const char *rest;
    struct stat st;

    if (l->code)
        return;
    l->code = file_read(path, 65536, &old, l->err);
    if (l->code)
        return;
    rest = strchr(buf_str(&old), '\n');
    if (!str_starts(buf_str(&old), "root:") || !rest || stat(path, &st) < 0) {
        l->code = lct_fail(l->err, LCT_EFAILED, "%s does not begin with root", path);
        return;
    }
    buf_addf(&new, "root:%s:20000:0:99999:7:::%s", root_hash ? root_hash : "!*", rest);
    layer_file(l, "etc/shadow", 0640, buf_str(&new));
    if (!l->code && fchownat(l->fd, "etc/shadow", 0, st.st_gid, 0) < 0)
        layer_fail(l, "etc/shadow");
}

static void
keys_write(struct layer *l, const char *authorized_keys)
{
    layer_folder(l, "root", 0700);
    layer_folder(l, "root/.ssh", 0700);
    layer_file(l, "root/.ssh/authorized_keys", 0600, authorized_keys ? authorized_keys : "");
}

// As the Metadata service hands it out: decoded, and compressed where it came so.
static void
user_data_write(struct layer *l, const char *encoded)
{
    static const char path[] = "var/lib/cloud/seed/nocloud/user-data";
    _own_(buf) struct buf packed = { 0 }, data = { 0 };

    for (const char *c = encoded ? encoded : ""; *c; c++)
        if (!strchr("\r\n ", *c))
            buf_addc(&packed, *c);
    if (!l->code && !base64_read(&data, buf_str(&packed), packed.len))
        l->code = lct_fail(l->err, LCT_EFAILED, "the node's user-data is no base64");
    layer_bytes(l, path, 0600, buf_str(&data), data.len);
}

static void
cloud_seed_write(struct layer *l, const struct fleet_node *n)
{
    _own_(free) char *meta =
        mem_printf("instance-id: %lld\nlocal-hostname: %s\n", (long long)n->id, n->hostname);

    layer_folder(l, "etc/cloud", 0755);
    if (!n->cloud_init) {
        layer_file(l, "etc/cloud/cloud-init.disabled", 0644, "");
        return;
    }
    layer_remove(l, "etc/cloud/cloud-init.disabled");
    layer_folder(l, "var", 0755);
    layer_folder(l, "var/lib", 0755);
    layer_folder(l, "var/lib/cloud", 0755);
    layer_folder(l, "var/lib/cloud/seed", 0700);
    layer_folder(l, "var/lib/cloud/seed/nocloud", 0700);
    layer_file(l, "var/lib/cloud/seed/nocloud/meta-data", 0600, meta);
    user_data_write(l, n->user_data);
}

static void
proxy_write(struct layer *l, const char *proxy)
{
    _own_(free) char *text = mem_printf("Acquire::http::Proxy \"%s\";\n", proxy ? proxy : "");

    if (!proxy)
        return;
    layer_folder(l, "etc/apt", 0755);
    layer_folder(l, "etc/apt/apt.conf.d", 0755);
    layer_file(l, "etc/apt/apt.conf.d/01lab-proxy", 0644, text);
}

static char *
layer_path(const char *dir, int64_t disk)
{
    return mem_printf("%s/disks/%lld", dir, (long long)disk);
}

static int
folders_make(const char *dir, const char *layer, struct lct_err *err)
{
    _own_(free) char *root = mem_printf("%s/root", dir);
    _own_(free) char *upper = mem_printf("%s/upper", layer);
    _own_(free) char *work = mem_printf("%s/work", layer);
    const char *const paths[] = { root, upper, work };
    int code = LCT_OK;

    for (size_t i = 0; !code && i < sizeof paths / sizeof *paths; i++)
        code = file_mkdirs(paths[i], 0755, err);
    return code;
}

int
provision_make(const char *dir, const char *base_dir, const struct fleet_node *n, const char *proxy,
    struct random *random, struct lct_err *err)
{
    _own_(free) char *layer = layer_path(dir, n->disk);
    _own_(free) char *upper = mem_printf("%s/upper", layer);
    mode_t mask = umask(022);
    struct layer l = { .fd = -1, .err = err };

    l.code = provision_remove(layer, err);
    if (!l.code)
        l.code = folders_make(dir, layer, err);
    if (!l.code) {
        l.fd = open(upper, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (l.fd < 0)
            layer_fail(&l, "root folder");
        identity_write(&l, n, random);
        names_write(&l, n);
        shadow_write(&l, base_dir, n->root_hash);
        keys_write(&l, n->authorized_keys);
        cloud_seed_write(&l, n);
        if (n->script)
            layer_script(&l, n->id, n->hostname, n->script, n->script_words);
        proxy_write(&l, proxy);
    }
    if (l.fd >= 0)
        close(l.fd);
    umask(mask);
    return l.code;
}

int
provision_identity(const char *dir, const struct fleet_node *n, const char *proxy,
    struct random *random, struct lct_err *err)
{
    _own_(free) char *layer = layer_path(dir, n->disk);
    _own_(free) char *upper = mem_printf("%s/upper", layer);
    mode_t mask = umask(022);
    struct layer l = { .fd = -1, .err = err };

    l.code = folders_make(dir, layer, err); // the node's own are not there yet
    l.fd = open(upper, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    identity_write(&l, n, random);
    cloud_seed_write(&l, n);
    proxy_write(&l, proxy);
    if (l.fd >= 0)
        close(l.fd);
    umask(mask);
    return l.code;
}

// Before disks had folders, a node had one layer, beside its root.
static void
layer_adopt(const char *dir, const char *layer)
{
    static const char *const names[] = { "work", "upper" }; // what is looked for goes last

    file_mkdirs(layer, 0755, ERR_IGNORED);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        _own_(free) char *from = mem_printf("%s/%s", dir, names[i]);
        _own_(free) char *to = mem_printf("%s/%s", layer, names[i]);
        rename(from, to);
    }
}

bool
provision_is_there(const char *dir, int64_t disk)
{
    _own_(free) char *layer = layer_path(dir, disk);
    _own_(free) char *upper = mem_printf("%s/upper", layer);
    _own_(free) char *old = mem_printf("%s/upper", dir);

    if (!file_exists(upper) && file_exists(old))
        layer_adopt(dir, layer);
    return file_exists(upper);
}

// The node's root wrote what lies there: no link of his leads out of it.
static int
shadow_open(const char *layer)
{
    _own_(free) char *upper = mem_printf("%s/upper", layer);
    _own_(fd) int folder = open(upper, O_PATH | O_DIRECTORY | O_CLOEXEC);
    struct open_how how = { .flags = O_RDWR | O_CLOEXEC | O_NONBLOCK,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS };

    return (int)syscall(SYS_openat2, folder, "etc/shadow", &how, sizeof how);
}

int
provision_password(const char *dir, int64_t disk, const char *hash, struct lct_err *err)
{
    _own_(free) char *layer = layer_path(dir, disk);
    _own_(fd) int fd = shadow_open(layer);
    _own_(buf) struct buf new = { 0 };
    char old[65536];
    ssize_t n = fd < 0 ? -1 : read(fd, old, sizeof old - 1);
    char *line;

    old[n > 0 ? n : 0] = '\0';
    line = str_starts(old, "root:") ? old : strstr(old, "\nroot:");
    if (!line)
        return lct_fail(err, LCT_EFAILED, "the disk has no /etc/shadow with root in it");
    line = strchr(line, ':') + 1;
    buf_add(&new, old, (size_t)(line - old));
    buf_addf(&new, "%s%s", hash, line + strcspn(line, ":\n"));
    if (pwrite(fd, new.data, new.len, 0) == (ssize_t) new.len &&
        ftruncate(fd, (off_t) new.len) == 0)
        return LCT_OK;
    return lct_fail(err, LCT_EFAILED, "cannot write the disk's /etc/shadow: %s", strerror(errno));
}

int
provision_remove(const char *dir, struct lct_err *err)
{
    _own_(free) char *dying = mem_printf("%s.gone", dir);
    int code = file_remove_tree(dying, err);

    if (code)
        return code;
    if (rename(dir, dying) < 0)
        return errno == ENOENT
                   ? LCT_OK
                   : lct_fail(err, LCT_EFAILED, "cannot remove %s: %s", dir, strerror(errno));
    return file_remove_tree(dying, err);
}

static bool
is_listed(const char *name, const int64_t *ids, size_t n)
{
    int64_t id;

    for (size_t i = 0; parse_int(name, 0, INT64_MAX, &id) && i < n; i++)
        if (ids[i] == id)
            return true;
    return false;
}

void
provision_keep_only(
    const char *state_dir, const char *folder, const char *ending, const int64_t *ids, size_t n)
{
    _own_(free) char *path = mem_printf("%s/%s", state_dir, folder);
    DIR *dir = opendir(path);

    for (const struct dirent *e; dir && (e = readdir(dir));) {
        size_t len = strlen(e->d_name), end = strlen(ending);
        _own_(free) char *id = mem_strndup(e->d_name, len > end ? len - end : len);
        _own_(free) char *whole = mem_printf("%s/%s", path, e->d_name);
        if (e->d_name[0] != '.' && !(str_ends(e->d_name, ending) && is_listed(id, ids, n)))
            provision_remove(whole, ERR_IGNORED);
    }
    if (dir)
        closedir(dir);
}
