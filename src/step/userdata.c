// Renders user-data as cloud-config, in keys that every cloud-init since 18.3 knows. JSON strings
// are YAML: whatever a value holds, it stays one.
#include "step/userdata.h"

#include <string.h>

#include "base/buf.h"
#include "base/str.h"
#include "step/ruleset.h"
#include "step/secure.h"
#include "step/world.h"
#include "text/json.h"

static void
add_pair(struct buf *out, const char *key, const char *value)
{
    buf_addf(out, "%s: ", key);
    json_quote(out, value);
    buf_addc(out, '\n');
}

// By hand: the private key must not stay behind in somebody's scratch memory.
static void
add_private_key(struct buf *out, const struct secret *key)
{
    buf_adds(out, "  ed25519_private: \"");
    for (const char *s = secret_reveal(key, NULL); *s; s++) {
        if (*s == '\n')
            buf_adds(out, "\\n");
        else
            buf_addc(out, *s);
    }
    buf_adds(out, "\"\n");
}

static void
add_keys(struct buf *out, const char *indent, const char *const *keys)
{
    for (; *keys; keys++) {
        buf_addf(out, "%s- ", indent);
        json_quote(out, *keys);
        buf_addc(out, '\n');
    }
}

static void
add_ssh(struct buf *out, const struct userdata *u)
{
    buf_adds(out, "ssh_deletekeys: true\nssh_keys:\n");
    add_private_key(out, u->host_private);
    add_pair(out, "  ed25519_public", u->host_public);
    buf_adds(out, "ssh_pwauth: false\ndisable_root: false\nssh_authorized_keys:\n");
    add_keys(out, "  ", u->keys);
}

static void
add_admin(struct buf *out, const struct userdata *u)
{
    buf_adds(out, "users:\n");
    add_pair(out, "  - name", u->admin);
    buf_adds(out, "    shell: /bin/bash\n    lock_passwd: true\n"
                  "    sudo: \"ALL=(ALL) NOPASSWD:ALL\"\n    ssh_authorized_keys:\n");
    add_keys(out, "      ", u->keys);
}

static void
add_files(struct buf *out)
{
    buf_adds(out, "write_files:\n  - path: /etc/ssh/sshd_config.d/00-lct.conf\n"
                  "    permissions: \"0600\"\n");
    add_pair(out, "    content", secure_sshd_conf);
}

// bootcmd runs before everything else, and at every boot: a rule set pushed later is kept.
static int
add_firewall(struct buf *out, const struct userdata *u, struct lct_err *err)
{
    const struct ruleset closed = { .access = u->access, .resolvers = u->resolvers };
    _own_(buf) struct buf script = { 0 };
    buf_adds(&script, "command -v nft >/dev/null || exit 0\n"
                      "f=/etc/lct/firewall.nft\n"
                      "if [ ! -s $f ]; then\n"
                      "umask 077\n"
                      "mkdir -p /etc/lct\n"
                      "cat >$f <<'LCT'\n");
    if (ruleset_render(&closed, RULESET_FULL, &script, err))
        return err->code;
    buf_adds(&script, "LCT\nfi\nnft -f $f\n");
    buf_adds(out, "bootcmd:\n  - - sh\n    - \"-c\"\n    - ");
    json_quote(out, buf_str(&script));
    buf_addc(out, '\n');
    return 0;
}

// Where sshd was up already, it takes keys and settings over.
static void
add_end(struct buf *out)
{
    buf_adds(out,
        "package_update: false\npackage_upgrade: false\n"
        "runcmd:\n  - - sh\n    - \"-c\"\n    - \"systemctl reload ssh || systemctl reload "
        "sshd || rc-service sshd reload || true\"\n");
}

static int
userdata_check(const struct userdata *u, struct lct_err *err)
{
    if (!secure_hostname_fits(u->hostname))
        return lct_fail(err, LCT_EPLAN, "\"%s\" cannot be a host name", u->hostname);
    if (!secure_user_fits(u->admin))
        return lct_fail(err, LCT_EPLAN, "\"%s\" cannot be the admin user", u->admin);
    if (!u->keys || !*u->keys)
        return lct_fail(err, LCT_EPLAN, "without a key nobody could log in");
    for (const char *const *k = u->keys; *k; k++)
        if (!secure_key_fits(*k))
            return lct_fail(err, LCT_EPLAN, "a key is not one line of a public key");
    return 0;
}

static int
render(const struct userdata *u, struct buf *out, struct lct_err *err)
{
    if (userdata_check(u, err))
        return err->code;
    buf_adds(out, "#cloud-config\n");
    if (add_firewall(out, u, err))
        return err->code;
    add_pair(out, "hostname", u->hostname);
    add_ssh(out, u);
    add_admin(out, u);
    add_files(out);
    add_end(out);
    if (out->len > USERDATA_MAX) {
        lct_fail(err, LCT_EPLAN, "the user-data of %s has %zu bytes; Linode takes %d", u->hostname,
            out->len, USERDATA_MAX);
        return lct_hint(err, "fewer or shorter keys and access networks");
    }
    return 0;
}

int
userdata_render(const struct userdata *u, struct secret **ret, struct lct_err *err)
{
    struct lct_err own = { 0 };
    struct buf out = { 0 };
    buf_room(&out, (size_t)256 << 10); // it must not move: each move leaves a copy of the key
    int rc = render(u, &out, err ? err : &own);
    if (!rc)
        *ret = secret_new(out.data, out.len);
    secret_wipe(out.data, out.cap);
    buf_done(&out);
    return rc;
}

int
userdata_of_member(struct member *m, struct secret **ret, struct lct_err *err)
{
    const struct world *w = m->world;
    *ret = NULL;
    if (!m->np || !image_can(m->np->image, "cloud-init") || !region_can(m->region, "Metadata"))
        return 0;
    _own_(arena) struct arena *a = arena_new();
    const char *const *v4 = m->region->resolvers_ipv4, *const *v6 = m->region->resolvers_ipv6;
    size_t n = 0, most = 0;
    for (size_t i = 0; v4 && v4[i]; i++)
        most++;
    for (size_t i = 0; v6 && v6[i]; i++)
        most++;
    const char **resolvers = arena_array(a, most + 1, sizeof *resolvers);
    for (; v4 && *v4; v4++)
        resolvers[n++] = *v4;
    for (; v6 && *v6; v6++)
        resolvers[n++] = *v6;
    const struct userdata u = {
        .host_private = m->host_key,
        .host_public = m->node->host_key,
        .hostname = m->node->name,
        .admin = w->admin,
        .keys = w->authorized_keys,
        .access = w->plan->access,
        .resolvers = resolvers,
    };
    return userdata_render(&u, ret, err);
}
