// SPDX-License-Identifier: MIT
// Renders user-data in parts of MIME: a boothook that closes the node, and cloud-config in keys
// that every cloud-init since 18.3 knows. JSON strings are YAML: whatever a value holds, it stays
// one. What the plan has is merged with it so that nothing of ours is lost.
#include "step/machine/userdata.h"

#include <string.h>

#include "base/advice.h"
#include "base/base64.h"
#include "base/buf.h"
#include "base/gzip.h"
#include "base/mem.h"
#include "base/public_key.h"
#include "base/str.h"
#include "model/hostname.h"
#include "model/user.h"
#include "step/aspect/content.h"
#include "step/aspect/rules/ruleset.h"
#include "step/aspect/secure.h"
#include "step/bundle/node_files.h"
#include "step/world.h"
#include "text/json.h"

#define BOUNDARY "lct-part" // begins no line of the parts
// Of a part of cloud-config: lists are appended to those of the parts before it, and what these say
// stays. Left to itself cloud-init lets a later part replace keys of an earlier one.
#define MERGE "Merge-Type: list(append)+dict(no_replace,recurse_list)+str()\n"

// One line of MIME is ASCII: other letters can only stand in the comment of a key, which comes
// whole with the hardening.
static void
add_quoted(struct buf *out, const char *text)
{
    _own_(free) char *ascii = mem_strdup(text);

    for (char *c = ascii; *c; c++)
        if ((unsigned char)*c > '~')
            *c = '?';
    json_quote(out, ascii);
}

static void
add_pair(struct buf *out, const char *key, const char *value)
{
    buf_addf(out, "%s: ", key);
    add_quoted(out, value);
    buf_addc(out, '\n');
}

// Comes last and by hand: the buffer has room for it and the rest, so that the private key is in no
// scratch memory.
static void
add_host_key(struct buf *out, const struct userdata *u, size_t rest)
{
    size_t n;
    const char *key = secret_reveal(u->host_private, &n);
    buf_room(out, 2 * n + strlen(u->host_public) * 2 + 256 + rest);
    buf_adds(out, "ssh_deletekeys: true\nssh_keys:\n");
    add_pair(out, "  ed25519_public", u->host_public);
    buf_adds(out, "  ed25519_private: \"");
    for (const char *s = key; *s; s++) {
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
        add_quoted(out, *keys);
        buf_addc(out, '\n');
    }
}

static void
add_ssh(struct buf *out, const struct userdata *u)
{
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

// The boothook runs as soon as user-data is there, before all that cloud-config says, and at every
// boot: a rule set that was pushed later is kept.
static int
add_firewall(struct buf *out, const struct userdata *u, struct lct_err *err)
{
    const struct ruleset closed = { .rules = u->rules,
        .n_rules = u->n_rules,
        .access = u->access,
        .resolvers = u->resolvers,
        .vpc = u->vpc,
        .hidden = u->hidden };

    buf_adds(out, "#!/bin/sh\n"
                  "PATH=$PATH:/usr/sbin:/sbin\n"
                  "command -v nft >/dev/null || exit 0\n"
                  "f=/etc/lct/firewall.nft\n"
                  "if [ ! -s $f ]; then\n"
                  "umask 077\n"
                  "mkdir -p /etc/lct\n"
                  "cat >$f <<'LCT'\n");
    if (ruleset_render(&closed, RULESET_FULL, out, err))
        return err->code;
    buf_adds(out, "LCT\nfi\nnft -f $f\n");
    return 0;
}

// Where sshd was up already before its settings came, it takes keys and settings over.
static void
add_end(struct buf *out)
{
    buf_adds(out,
        "runcmd:\n  - - sh\n    - \"-c\"\n    - \"[ /run/sshd.pid -nt "
        "/etc/ssh/sshd_config.d/00-lct.conf ] || systemctl reload ssh || systemctl reload "
        "sshd || rc-service sshd reload || true\"\n");
}

// What begins before we come: it reaches software, and what it says is kept.
static void
add_keeper(struct buf *out, const struct userdata *u)
{
    if (!u->configured && !u->scripted)
        return;
    buf_addf(out,
        "\n--" BOUNDARY "\nContent-Type: text/cloud-boothook\n\n#!/bin/sh\nhanded='%s %s'\n",
        u->configured ? "cloudinit" : "", u->scripted ? "stackscript" : "");
    buf_adds(out, embed_find(node_files, "handed_keep.sh")->data);
}

static int
userdata_check(const struct userdata *u, struct lct_err *err)
{
    char why[FAULT_WHY];

    if (hostname_fault(u->hostname, why))
        return lct_fail(err, LCT_EPLAN, "\"%s\" cannot be a host name: %s", u->hostname, why);
    if (account_fault(u->admin, why))
        return lct_fail(err, LCT_EPLAN, "\"%s\" cannot be the admin user", u->admin);
    if (!u->keys || !*u->keys)
        return lct_fail(err, LCT_EPLAN, "without a key nobody could log in");
    for (const char *const *k = u->keys; *k; k++)
        if (!public_key_fits(*k))
            return lct_fail(err, LCT_EPLAN, "a key is not one line of a public key");
    return 0;
}

static void
add_part(struct buf *out, const char *type, const char *headers)
{
    buf_addf(out, "\n--" BOUNDARY "\nContent-Type: text/%s\n%s\n", type, headers);
}

// ---- the plan's

// As it is: older ones of cloud-init read what is no ASCII wrongly.
static bool
is_plain(const struct userdata_part *p)
{
    for (size_t i = 0; i < p->size; i++)
        if ((unsigned char)p->data[i] > '~' || (p->data[i] < ' ' && !strchr("\t\n", p->data[i])) ||
            !p->data[i])
            return false;
    return !strstr(p->data, "--" BOUNDARY);
}

static void
add_given(struct buf *out, const struct userdata_part *p)
{
    buf_addf(out, "\n--" BOUNDARY "\nContent-Type: %s\n", p->type);
    if (p->name)
        buf_addf(out, "Content-Disposition: attachment; filename=\"%s\"\n", p->name);
    if (user_data_merges(p->type))
        buf_adds(out, MERGE);
    if (is_plain(p)) {
        buf_addc(out, '\n');
        buf_add(out, p->data, p->size);
        return;
    }
    buf_adds(out, "Content-Transfer-Encoding: base64\n\n");
    base64_add(out, p->data, p->size);
}

// Those that bring what nobody knows, or the others.
static void
add_all_given(struct buf *out, const struct userdata *u, bool bring)
{
    for (size_t i = 0; i < u->n_parts; i++)
        if (user_data_brings(u->parts[i].type) == bring)
            add_given(out, &u->parts[i]);
}

// What an image may have otherwise, and the plan may, too: so it comes last.
static void
add_rest(struct buf *out, const struct userdata *u)
{
    add_all_given(out, u, false);
    add_part(out, "cloud-config", MERGE);
    buf_adds(out, "#cloud-config\npackage_update: false\npackage_upgrade: false\n"
                  "\n--" BOUNDARY "--\n");
}

// ---- the message

// What is too long is compressed; cloud-init sees that by how it begins.
static int
pack(const struct userdata *u, struct buf *out, struct lct_err *err)
{
    struct buf packed = { 0 };
    const size_t plain = out->len;

    if (plain <= USERDATA_MAX)
        return 0;
    gzip_add(&packed, out->data, plain);
    secret_wipe(out->data, out->cap);
    buf_done(out);
    *out = packed;
    if (out->len <= USERDATA_MAX)
        return 0;
    lct_fail(err, LCT_EPLAN,
        "the user-data of %s has %zu bytes, %zu of them compressed; Linode "
        "takes %d",
        u->hostname, plain, out->len, USERDATA_MAX);
    return lct_hint(err, u->n_parts ? "files: and init: bring what is larger than user_data may be"
                                    : "fewer or shorter keys and access networks");
}

static int
render(const struct userdata *u, struct buf *out, struct lct_err *err)
{
    _own_(buf) struct buf rest = { 0 };

    if (userdata_check(u, err))
        return err->code;
    buf_adds(out, "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"" BOUNDARY "\"\n");
    add_part(out, "cloud-boothook", "");
    if (add_firewall(out, u, err))
        return err->code;
    add_keeper(out, u);
    add_all_given(out, u, true);
    add_part(out, "cloud-config", MERGE);
    buf_adds(out, "#cloud-config\n");
    add_pair(out, "hostname", u->hostname);
    add_ssh(out, u);
    add_admin(out, u);
    add_files(out);
    add_end(out);
    add_rest(&rest, u);
    add_host_key(out, u, rest.len);
    buf_add(out, rest.data, rest.len);
    return pack(u, out, err);
}

int
userdata_render(const struct userdata *u, struct secret **ret, struct lct_err *err)
{
    struct buf out = { 0 };
    int rc = render(u, &out, err);
    if (!rc)
        *ret = secret_new(out.data, out.len);
    if (out.data)
        secret_wipe(out.data, out.cap);
    buf_done(&out);
    return rc;
}

// Both families, NULL-terminated.
static const char *const *
region_resolvers(struct arena *a, const struct region *r)
{
    const char *const *lists[] = { r->resolvers_ipv4, r->resolvers_ipv6 };
    size_t n = 0;
    for (int i = 0; i < 2; i++)
        for (const char *const *one = lists[i]; one && *one; one++)
            n++;
    const char **all = arena_array(a, n + 1, sizeof *all);
    n = 0;
    for (int i = 0; i < 2; i++)
        for (const char *const *one = lists[i]; one && *one; one++)
            all[n++] = *one;
    return all;
}

// What cannot be told its host key cannot be recognized: somebody else might answer in its place.
static int
no_way_in(const struct member *m, struct lct_err *err)
{
    bool image = !image_can(m->np->image, "cloud-init");
    lct_fail(err, LCT_EPLAN,
        "%s: %s %s takes no user-data, so that its host key could not be known", m->node->name,
        image ? "image" : "region", image ? m->np->image->id : m->region->id);
    return lct_hint(err, "choose %s with %s: %s", image ? "an image" : "a region",
        image ? "cloud-init" : "Metadata", ADVICE(CATALOGUE, image ? "images" : "regions"));
}

static int
expand_part(struct member *m, struct arena *a, const struct user_data_part *p,
    struct userdata_part *ret, struct lct_err *err)
{
    *ret = (struct userdata_part){ p->type, p->name, p->bytes, p->size };
    if (!p->content)
        return 0;
    if (content_expand(m, a, p->content, "user-data", &ret->data, err) < 0)
        return err->code;
    ret->size = strlen(ret->data);
    return 0;
}

static int
expand_parts(struct member *m, struct arena *a, const struct user_data *given,
    struct userdata_part *parts, size_t *n, struct lct_err *err)
{
    for (size_t i = 0; given && i < given->n_parts; i++)
        if (expand_part(m, a, &given->parts[i], &parts[(*n)++], err) < 0)
            return err->code;
    return LCT_OK;
}

// The plan's, with what this member's placeholders are: its user_data, then its cloudinit:.
static int
add_parts(struct member *m, struct arena *a, struct userdata *u, struct lct_err *err)
{
    const struct node_plan *np = m->np;
    size_t most = np->user_data ? np->user_data->n_parts : 0;
    struct userdata_part *parts;

    for (size_t i = 0; i < np->n_steps; i++)
        most += np->steps[i].user_data ? np->steps[i].user_data->n_parts : 0;
    u->parts = parts = arena_array(a, most, sizeof *parts);
    if (expand_parts(m, a, np->user_data, parts, &u->n_parts, err) < 0)
        return err->code;
    for (size_t i = 0; i < np->n_steps; i++)
        if (expand_parts(m, a, np->steps[i].user_data, parts, &u->n_parts, err) < 0)
            return err->code;
    return LCT_OK;
}

// What goes with the machine begins before we come: what the plan lets it reach is open by then.
// Who its neighbours are nobody knows yet.
static void
add_handed(const struct node_plan *np, struct arena *a, struct userdata *u)
{
    struct plan_rule *rules = arena_array(a, np->n_rules + 1, sizeof *rules);

    u->scripted = node_plan_script(np);
    for (size_t i = 0; i < np->n_steps; i++)
        u->configured |= np->steps[i].user_data != NULL;
    for (size_t i = 0; (u->scripted || u->configured) && i < np->n_rules; i++)
        if (np->rules[i].direction == RULE_OUT && !np->rules[i].bound)
            rules[u->n_rules++] = np->rules[i];
    u->rules = rules;
}

int
userdata_of_member(struct member *m, struct secret **ret, struct lct_err *err)
{
    const struct world *w = m->world;
    _own_(arena) struct arena *a = arena_new();
    struct ruleset networks = { 0 };

    if (!image_can(m->np->image, "cloud-init") || !region_can(m->region, CAN_METADATA))
        return no_way_in(m, err);
    ruleset_networks(m, &networks);
    struct userdata u = {
        .host_private = m->host_key,
        .host_public = m->host_public,
        .hostname = m->node->name,
        .admin = w->admin,
        .keys = w->authorized_keys,
        .access = w->plan->access,
        .resolvers = region_resolvers(a, m->region),
        .vpc = networks.vpc,
        .hidden = networks.hidden,
    };
    add_handed(m->np, a, &u);
    return add_parts(m, a, &u, err) < 0 ? err->code : userdata_render(&u, ret, err);
}
