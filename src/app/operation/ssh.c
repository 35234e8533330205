// SPDX-License-Identifier: MIT
// How OpenSSH logs in to a node: nothing of the user's or the machine's configuration applies.
#include "app/operation/ssh.h"

#include <stdlib.h>

#include "app/fanout/runner.h"
#include "app/query/inventory.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/reach.h"

static void
add_word(struct buf *b, const char *option, const char *value)
{
    _own_(free) char *quoted = shell_quote(value);

    buf_addf(b, "%s%s", option, quoted);
}

char *
own_command(const struct lct *t)
{
    _own_(free) char *context = mem_printf("%s/%s", t->context.app, t->context.customer);
    struct buf b = { 0 };

    add_word(&b, "", t->program);
    if (t->config_file)
        add_word(&b, " --config ", t->config_file);
    add_word(&b, " --profile ", t->profile.name);
    add_word(&b, " --context ", context);
    return buf_take(&b);
}

static void
add_option(struct arena *a, struct doc *argv, const char *option)
{
    doc_add(a, argv, doc_string(a, "-o"));
    doc_add(a, argv, doc_string(a, option));
}

// Through a dialer: the socket is handed over, no byte is copied.
static void
add_dialer(struct lct *t, struct arena *a, struct doc *argv)
{
    _own_(free) char *own = own_command(t);
    _own_(buf) struct buf command = { 0 };

    if (!t->profile.dialer)
        return;
    for (const char *s = own; *s; s++) // a per cent sign is ssh's
        buf_adds(&command, *s == '%' ? "%%" : (const char[]){ *s, '\0' });
    add_option(a, argv, arena_printf(a, "ProxyCommand=%s lab dial %%h %%p", buf_str(&command)));
    add_option(a, argv, "ProxyUseFdpass=yes");
}

// Nodes hang up after a few keys that are not theirs: just one is tried. Of the user's own, which
// may be in an agent of his, ssh chooses where we know no better.
static void
add_identity(struct lct *t, struct arena *a, const char *agent, struct doc *argv)
{
    _own_(free) char *own = agent ? NULL : keys_usual(t);

    if (agent) {
        add_option(a, argv, arena_printf(a, "IdentityAgent=\"%s\"", agent));
        add_option(a, argv, "IdentityFile=none");
        add_option(a, argv, "IdentitiesOnly=no");
    } else if (own) {
        add_option(a, argv, arena_printf(a, "IdentityFile=\"%s\"", own));
        add_option(a, argv, "IdentitiesOnly=yes");
    }
    add_option(a, argv, "CertificateFile=none");
}

static void
add_host(struct arena *a, const char *known_hosts, struct doc *argv)
{
    static const char *const options[] = { "GlobalKnownHostsFile=/dev/null",
        "StrictHostKeyChecking=yes", "UpdateHostKeys=no", "HostKeyAlgorithms=ssh-ed25519",
        "KexAlgorithms=curve25519-sha256", "PasswordAuthentication=no", "LogLevel=ERROR" };

    add_option(a, argv, arena_printf(a, "UserKnownHostsFile=\"%s\"", known_hosts));
    for (size_t i = 0; i < sizeof options / sizeof options[0]; i++)
        add_option(a, argv, options[i]);
}

static struct lct_answer *
answer_of(struct lct *t, const char *address, const char *user, const char *agent,
    const char *known_hosts)
{
    static const char *const program[] = { "ssh", "-F", "/dev/null", NULL };
    struct lct_answer *answer = answer_new();
    struct arena *a = answer->arena;
    struct doc *argv = doc_put(a, answer->root, "argv", doc_texts(a, program));

    add_host(a, known_hosts, argv);
    add_identity(t, a, agent, argv);
    add_dialer(t, a, argv);
    doc_add(a, argv, doc_string(a, "-l"));
    doc_add(a, argv, doc_string(a, user));
    doc_add(a, argv, doc_string(a, address));
    doc_put_string(a, answer->root, "host", address);
    doc_put_string(a, answer->root, "user", user);
    return answer;
}

// A bastion's options would have to be said within those of ssh: fan-outs do without.
static int
fail_way(
    const struct cluster *c, const struct node *n, const struct reach *way, struct lct_err *err)
{
    if (!way->via) {
        lct_fail(err, LCT_EWAIT, "%s has no address yet: it is %s", n->name, state_name(n->state));
        return lct_hint(err, "%s tells how far it is", ADVICE(CLUSTER_SHOW, c->name));
    }
    lct_fail(err, LCT_EWAIT, "%s has a private address only: it is reached through %s", n->name,
        way->via->name);
    return lct_hint(err, "run commands on it: %s", ADVICE(CLUSTER_RUN, c->name, n->name));
}

int
lct_node_ssh(struct lct *t, const char *node, const char *user, const char *agent,
    struct lct_answer **ret, struct lct_err *err)
{
    API_NEEDS(err, t && node && ret);
    _own_(arena) struct arena *a = arena_new();
    _own_(free) char *hosts = NULL;
    struct cluster *c;
    struct node *n, **nodes;
    size_t count;

    if (node_need(t, a, node, &n, &c, err) < 0 || !(nodes = kept_nodes(t, a, c->uuid, &count, err)))
        return err->code;
    const struct reach way = reach_of(NULL, n, nodes, count);
    if (way.via || !way.address)
        return fail_way(c, n, &way, err);
    if (known_hosts_write(t, c, nodes, count, &hosts, err) < 0)
        return err->code;
    *ret = answer_of(t, way.address, user ? user : "admin", agent, hosts);
    return LCT_OK;
}
