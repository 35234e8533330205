// SPDX-License-Identifier: MIT
// How OpenSSH logs in to a node: nothing of the user's or the machine's configuration applies.
#include "app/login/ssh.h"

#include <stdlib.h>

#include "app/fanout/runner.h"
#include "app/query/inventory.h"
#include "base/advice.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "model/reach.h"

#define BASTION_USER "admin"

static const char *const program[] = { "ssh", "-F", "/dev/null", NULL };

// What all logins of one command share.
struct ssh_login {
    struct lct *t;
    struct arena *arena;
    const char *agent, *known_hosts; // agent NULL: none
};

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

static void
add_login(struct ssh_login *l, struct doc *argv)
{
    add_host(l->arena, l->known_hosts, argv);
    add_identity(l->t, l->arena, l->agent, argv);
}

// Another ssh, to the node that carries the connection on, its words quoted for the shell that
// starts it. A per cent sign is the outer ssh's. The node itself is known by its label: in another
// network its address may be another's.
static void
add_bastion(struct ssh_login *l, struct doc *argv, const struct node *n, const struct node *bastion)
{
    struct arena *a = l->arena;
    struct doc *inner = doc_texts(a, program);
    _own_(buf) struct buf command = { 0 };

    add_login(l, inner);
    add_dialer(l->t, a, inner);
    doc_add(a, inner, doc_string(a, "-l"));
    doc_add(a, inner, doc_string(a, BASTION_USER));
    doc_each (word, inner) {
        _own_(free) char *quoted = shell_quote(doc_text(word, ""));
        for (const char *s = quoted; *s; s++)
            buf_adds(&command, *s == '%' ? "%%" : (const char[]){ *s, '\0' });
        buf_addc(&command, ' ');
    }
    add_option(a, argv, arena_printf(a, "HostKeyAlias=%s", n->label));
    add_option(a, argv,
        arena_printf(a, "ProxyCommand=%s-W [%%h]:%%p %s", buf_str(&command),
            reach_of(NULL, bastion, NULL, 0).address));
}

static struct lct_answer *
answer_of(struct ssh_login *l, const struct node *n, const struct reach *way, const char *user)
{
    struct lct_answer *answer = answer_new();
    struct arena *a = l->arena = answer->arena;
    struct doc *argv = doc_put(a, answer->root, "argv", doc_texts(a, program));

    add_login(l, argv);
    if (way->via)
        add_bastion(l, argv, n, way->via);
    else
        add_dialer(l->t, a, argv);
    doc_add(a, argv, doc_string(a, "-l"));
    doc_add(a, argv, doc_string(a, user));
    doc_add(a, argv, doc_string(a, way->address));
    doc_put_string(a, answer->root, "host", way->address);
    doc_put_string(a, answer->root, "user", user);
    doc_put_string(a, answer->root, "via", way->via ? way->via->name : NULL);
    return answer;
}

static int
fail_way(const struct cluster *c, const struct node *n, struct lct_err *err)
{
    lct_fail(err, LCT_EWAIT, "%s has no address yet: it is %s", n->name, state_name(n->state));
    return lct_hint(err, "%s tells how far it is", ADVICE(CLUSTER_SHOW, c->name));
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
    if (!way.address)
        return fail_way(c, n, err);
    if (known_hosts_write(t, c, nodes, count, &hosts, err) < 0)
        return err->code;
    struct ssh_login login = { .t = t, .agent = agent, .known_hosts = hosts };

    *ret = answer_of(&login, n, &way, user ? user : "admin");
    return LCT_OK;
}
