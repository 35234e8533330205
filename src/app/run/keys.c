// SPDX-License-Identifier: MIT
// The keys of a cluster.
#include "app/run/keys.h"

#include <sodium.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "base/advice.h"
#include "base/env.h"
#include "base/err.h"
#include "base/file.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/public_key.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/ours.h"
#include "model/reach.h"

#define ROOT_BYTES 32
#define PUBLIC_KEY_MAX 16384

static int
make_root(struct lct *t, const char *name, struct secret **ret, struct lct_err *err)
{
    unsigned char raw[ROOT_BYTES];
    char hex[ROOT_BYTES * 2 + 1];
    struct random *r = loop_random(t->loop);

    r->fill(r, raw, sizeof raw);
    sodium_bin2hex(hex, sizeof hex, raw, sizeof raw);
    *ret = secret_new(hex, sizeof hex - 1);
    secret_wipe(raw, sizeof raw);
    secret_wipe(hex, sizeof hex);
    return secrets_set_now(t->loop, t->secrets, &t->context, name, *ret, err);
}

static int
need_root(
    struct lct *t, const struct cluster *c, bool make, struct secret **ret, struct lct_err *err)
{
    char name[SECRET_NAME_MAX + 1];
    int code = secrets_get_now(
        t->loop, t->secrets, &t->context, secret_name_root(c->uuid, name), ret, err);

    if (code == LCT_ENOTFOUND && make)
        code = make_root(t, name, ret, err);
    return code == LCT_OK ? LCT_OK : lct_wrap(err, "the keys of cluster %s", c->name);
}

static char *
controller_comment(const struct cluster *c)
{
    return mem_printf(OUR_NAME "@%s", c->slug);
}

static int
derive_controller(const struct cluster *c, struct keys *k, char **public_key, struct lct_err *err)
{
    _own_(free) char *comment = controller_comment(c);
    unsigned char seed[32];
    int code;

    ssh_seed_derive(k->root, "controller", c->uuid, seed);
    code = ssh_key_from_seed(seed, comment, &k->controller, public_key, err);
    secret_wipe(seed, sizeof seed);
    return code;
}

int
keys_login(struct lct *t, const struct cluster *c, struct secret **seed, char **comment,
    struct lct_err *err)
{
    _own_(secret) struct secret *root = NULL;
    unsigned char raw[32];

    if (need_root(t, c, false, &root, err) < 0)
        return err->code;
    ssh_seed_derive(root, "controller", c->uuid, raw);
    *seed = secret_new(raw, sizeof raw);
    *comment = controller_comment(c);
    secret_wipe(raw, sizeof raw);
    return LCT_OK;
}

// The one that he gave us. LCT_ENOTFOUND: none.
static int
given_key(struct lct *t, struct arena *a, const char **ret, struct lct_err *err)
{
    _own_(secret) struct secret *given = NULL;
    int code = secrets_get_now(t->loop, t->secrets, &t->context, SECRET_PUBLIC_KEY, &given, err);

    if (code == LCT_OK && public_key_read(a, secret_reveal(given, NULL), ret, err) < 0) {
        lct_wrap(err, SECRET_PUBLIC_KEY " is no SSH public key");
        code = lct_hint(err, "set another: %s", ADVICE(SECRET_SET, SECRET_PUBLIC_KEY, "FILE.pub"));
    }
    return code;
}

// The first of the usual ones, and the path of its file; what is none is passed over, as ssh would.
// NULL: there is none.
static const char *
usual_key(const struct lct *t, struct arena *a, char **path)
{
    static const char *const usual[] = { "~/.ssh/id_ed25519.pub", "~/.ssh/id_ecdsa.pub",
        "~/.ssh/id_rsa.pub" };

    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        _own_(free) char *file = env_path(t->environment, "", usual[i]);
        _own_(buf) struct buf text = { 0 };
        const char *key;
        if (file_read(file, PUBLIC_KEY_MAX, &text, ERR_IGNORED) == LCT_OK &&
            public_key_read(a, buf_str(&text), &key, ERR_IGNORED) == LCT_OK) {
            *path = take(file);
            return key;
        }
    }
    return NULL;
}

char *
keys_usual(const struct lct *t)
{
    _own_(arena) struct arena *a = arena_new();
    char *path = NULL;

    if (usual_key(t, a, &path))
        path[strlen(path) - strlen(".pub")] = '\0';
    return path;
}

// The user's own public key: the one he gave us, else one of the usual ones of his; NULL: none.
static int
user_key(struct lct *t, struct arena *a, const char **ret, struct lct_err *err)
{
    _own_(free) char *path = NULL;
    int code = given_key(t, a, ret, err);

    if (code != LCT_ENOTFOUND)
        return code;
    *err = (struct lct_err){ 0 };
    *ret = usual_key(t, a, &path);
    return LCT_OK;
}

int
keys_open(struct lct *t, struct arena *a, const struct cluster *c, bool make, struct keys *ret,
    struct lct_err *err)
{
    const char **list = arena_array(a, 3, sizeof *list);
    _own_(free) char *own = NULL;

    *ret = (struct keys){ 0 };
    if (user_key(t, a, &list[1], err) < 0 || need_root(t, c, make, &ret->root, err) < 0 ||
        derive_controller(c, ret, &own, err) < 0) {
        keys_done(ret);
        return err->code;
    }
    list[0] = arena_strdup(a, own);
    ret->authorized = list;
    return LCT_OK;
}

void
keys_done(struct keys *k)
{
    secret_free(k->root);
    secret_free(k->controller);
    *k = (struct keys){ 0 };
}

int
keys_host(const struct keys *k, struct arena *a, const struct node *n, struct secret **private_key,
    const char **public_key, struct lct_err *err)
{
    _own_(free) char *subject = mem_printf("%s.%u", n->uuid, n->generation);
    _own_(free) char *text = NULL;
    unsigned char seed[32];
    int code;

    ssh_seed_derive(k->root, "host", subject, seed);
    code = ssh_key_from_seed(seed, n->label, private_key, &text, err);
    secret_wipe(seed, sizeof seed);
    if (code != LCT_OK)
        return code;
    *public_key = arena_strdup(a, text);
    return LCT_OK;
}

int
keys_forget(struct lct *t, const struct cluster *c, struct lct_err *err)
{
    char name[SECRET_NAME_MAX + 1];
    int code =
        secrets_remove_now(t->loop, t->secrets, &t->context, secret_name_root(c->uuid, name), err);

    if (code != LCT_ENOTFOUND)
        return code;
    *err = (struct lct_err){ 0 };
    return LCT_OK;
}

// Nodes of two regions may have one private address: then it tells nobody who they are.
static void
count_private(struct map *owners, struct node *const *nodes, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (nodes[i]->private_ipv4)
            map_put(owners, nodes[i]->private_ipv4,
                map_has(owners, nodes[i]->private_ipv4) ? NULL : nodes[i]);
}

static struct node
without_vpc(const struct node *n)
{
    struct node as = *n;

    as.vpc = as.vpc_ipv4 = NULL; // two VPCs may have one address: such nodes are asked by label
    return as;
}

// A line for every key that is trusted: two while a node changes to its own. It is known by its
// private address, too, where that is its alone.
static void
add_known_host(struct buf *out, const struct node *n, const struct map *owners)
{
    _own_(arena) struct arena *a = arena_new();
    bool alone = n->private_ipv4 && map_get(owners, n->private_ipv4) == n;
    const char *addresses[REACH_MOST];
    const struct node as = without_vpc(n);
    size_t n_addresses = reach_all(alone ? &as : NULL, &as, addresses);
    char **key;
    size_t count = str_split(a, n->host_key, "\n", &key);

    for (size_t i = 0; i < count; i++) {
        buf_adds(out, n->label);
        for (size_t k = 0; k < n_addresses; k++)
            buf_addf(out, ",%s", addresses[k]);
        buf_addf(out, " %s\n", key[i]);
    }
}

// What went into the inventory was checked when it came; an older version did not, and a file is a
// file.
static int
check_words(const struct node *n, struct lct_err *err)
{
    if (label_valid(n->label) && (!n->public_ipv4 || address_valid(n->public_ipv4, AF_INET)) &&
        (!n->private_ipv4 || address_valid(n->private_ipv4, AF_INET)) &&
        (!n->ipv6 || address_valid(n->ipv6, AF_INET6)))
        return LCT_OK;
    lct_fail(err, LCT_EFAILED,
        "the inventory has a label or an address of node %s that is none: '%s', '%s'", n->name,
        n->label, n->public_ipv4);
    return lct_hint(err, "delete the node and have it made again, by an API that is trusted");
}

int
known_hosts_write(struct lct *t, const struct cluster *c, struct node *const *nodes, size_t n,
    char **path, struct lct_err *err)
{
    _own_(free) char *dir = mem_printf("%s/%s/known_hosts", t->data_dir, t->profile.name);
    _own_(buf) struct buf text = { 0 };
    _own_(map) struct map owners = { 0 };

    count_private(&owners, nodes, n);
    for (size_t i = 0; i < n; i++) {
        const struct node *node = nodes[i];
        if (!node->host_key || !reach_of(node, node, NULL, 0).address)
            continue;
        if (check_words(node, err) < 0)
            return err->code;
        add_known_host(&text, node, &owners);
    }
    if (file_mkdirs(dir, 0700, err) < 0)
        return err->code;
    *path = mem_printf("%s/%s", dir, c->uuid);
    return file_write(*path, buf_str(&text), text.len, 0600, err);
}
