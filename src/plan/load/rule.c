// Firewall rules in words:
//
//     rule     = "allow" [ "in" | "out" ] services [ "sport" ports ] [ ( "from" | "to" ) peers ]
//                [ "on" ( "public" | "private" ) ] [ "during" EVENT ]
//     services = service { "," service }      service = PROTOCOL [ ports ] | NAME
//     ports    = port { "," port }            port = NUMBER | NUMBER "-" NUMBER
//     peers    = peer { "," peer }            peer = "any" | ADDRESS | CIDR | NODE-PLAN | TAG
//                                                  | "cluster" ALIAS
#include <ctype.h>
#include <string.h>

#include "base/cidr.h"
#include "base/parse.h"
#include "base/str.h"
#include "base/vec.h"
#include "plan/load/load.h"

// Services by name. "packages" is what installing software needs: names, mirrors, a caching proxy.
static const struct service {
    const char *name, *protocol;
    unsigned port;
} services[] = {
    { "ssh", "tcp", 22 },
    { "http", "tcp", 80 },
    { "https", "tcp", 443 },
    { "dns", "udp", 53 },
    { "dns", "tcp", 53 },
    { "ntp", "udp", 123 },
    { "smtp", "tcp", 25 },
    { "mysql", "tcp", 3306 },
    { "postgresql", "tcp", 5432 },
    { "redis", "tcp", 6379 },
    { "packages", "tcp", 80 },
    { "packages", "tcp", 443 },
    { "packages", "tcp", 3142 },
    { "packages", "tcp", 53 },
    { "packages", "udp", 53 },
    { "ping", "ping", 0 },
};

static const char *const protocols[] = { "tcp", "udp", "icmp", "any" };

#define MAX_WORDS 256

struct ports {
    struct port_range *items;
    size_t n, cap;
};

struct rule_parser {
    struct loading *l;
    const struct doc *at;
    const char *words[MAX_WORDS];
    size_t offsets[MAX_WORDS]; // of each in the text
    size_t n, i;
    bool failed;
    bool out, directed;
    struct plan_rule rules[16];
    size_t n_rules;
    struct port_range *source_ports;
    size_t n_source_ports;
    struct plan_peer *peers;
    size_t n_peers;
    const char *interface;
    bool bound;
    enum event during;
};

static const char *
word(const struct rule_parser *p)
{
    return p->i < p->n ? p->words[p->i] : NULL;
}

static bool
take_word(struct rule_parser *p, const char *wanted)
{
    if (!word(p) || !str_ieq(word(p), wanted))
        return false;
    p->i++;
    return true;
}

// Where a word stands, when the rule is written in one line.
static struct doc_pos
place_of(const struct rule_parser *p, size_t i)
{
    struct doc_pos pos = p->at->pos;

    if (i < p->n && !strchr(doc_text(p->at, ""), '\n'))
        pos.col = load_column(p->l, p->at, (size_t)p->offsets[i]);
    return pos;
}

// The word before the current one is the wrong one, or the rule as a whole.
static void
fail_near(struct rule_parser *p, struct doc_pos pos, const char *what, const char *detail,
    const char *const *names, size_t n)
{
    if (p->failed)
        return;
    p->failed = true;
    struct diag *item =
        diags_add(p->l->diags, DIAG_ERROR, pos, "firewall rule: %s%s", what, detail ? detail : "");
    load_suggest(p->l, item, detail ? detail : "", names, n,
        "for example: allow in tcp 9092 from kafka, spark");
}

// The word just taken is wrong.
static void
fail(struct rule_parser *p, const char *what, const char *detail)
{
    fail_near(p, place_of(p, p->i ? p->i - 1 : 0), what, detail, NULL, 0);
}

// The rule as a whole is.
static void
fail_whole(struct rule_parser *p, const char *what)
{
    fail_near(p, p->at->pos, what, NULL, NULL, 0);
}

// Words lie between blanks; commas are words of their own.
static bool
split(struct rule_parser *p, const char *text)
{
    for (const char *s = text; *s; s += strlen(p->words[p->n++])) {
        size_t n;
        s += strspn(s, " \t\n");
        n = *s == ',' ? 1 : strcspn(s, ", \t\n");
        if (!n)
            return true;
        if (p->n == MAX_WORDS)
            return false;
        p->offsets[p->n] = (size_t)(s - text);
        p->words[p->n] = arena_strndup(p->l->arena, s, n);
    }
    return true;
}

static bool
port_number(const char *s, unsigned *port)
{
    int64_t n;

    if (!parse_int(s, 1, 65535, &n))
        return false;
    *port = (unsigned)n;
    return true;
}

static bool
port_range(struct rule_parser *p, const char *s, struct port_range *r)
{
    char first[16];
    const char *dash = strchr(s, '-');

    if (!dash && port_number(s, &r->first)) {
        r->last = r->first;
        return true;
    }
    if (dash && (size_t)(dash - s) < sizeof first) {
        memcpy(first, s, (size_t)(dash - s));
        first[dash - s] = '\0';
        if (port_number(first, &r->first) && port_number(dash + 1, &r->last) && r->first <= r->last)
            return true;
    }
    fail(p,
        dash ? "no range of ports from 1 to 65535, the lower first: "
             : "no port, which are 1 to 65535: ",
        s);
    return false;
}

// "80, 443, 8000-8010"; stops before a comma that is not followed by a number.
static size_t
parse_ports(struct rule_parser *p, struct port_range **ret)
{
    struct ports found = { 0 };

    while (word(p) && isdigit((unsigned char)*word(p))) {
        struct port_range r;
        if (!port_range(p, p->words[p->i++], &r))
            break;
        vec_push(&found, r);
        if (p->i + 1 < p->n && str_eq(word(p), ",") && isdigit((unsigned char)*p->words[p->i + 1]))
            p->i++;
    }
    *ret = arena_array(p->l->arena, found.n, sizeof **ret);
    if (found.n)
        memcpy(*ret, found.items, found.n * sizeof **ret);
    size_t n = found.n;
    vec_done(&found);
    return n;
}

static struct plan_rule *
add_rule(struct rule_parser *p, const char *protocol)
{
    const size_t most = sizeof p->rules / sizeof p->rules[0];

    if (p->n_rules == most) {
        fail_whole(p, "too many services in one rule");
        return &p->rules[most - 1];
    }
    p->rules[p->n_rules] = (struct plan_rule){ .protocol = protocol };
    return &p->rules[p->n_rules++];
}

static void
unknown_service(struct rule_parser *p, const char *name)
{
    const char *names[32];
    size_t n = 0;

    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        names[n++] = services[i].name;
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++)
        names[n++] = protocols[i];
    fail_near(p, place_of(p, p->i - 1), "no protocol or service: ", name, names, n);
}

static bool
is_service(const char *name)
{
    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++)
        if (str_ieq(services[i].name, name))
            return true;
    return false;
}

// All ports of a named service that share a protocol are one rule.
static bool
parse_named(struct rule_parser *p, const char *name)
{
    struct plan_rule *rule = NULL;
    const char *protocol = "";

    for (size_t i = 0; i < sizeof services / sizeof services[0]; i++) {
        const struct service *s = &services[i];
        if (!str_ieq(s->name, name))
            continue;
        if (!str_eq(protocol, s->protocol)) {
            rule = add_rule(p, protocol = s->protocol);
            rule->ports = arena_array(p->l->arena, 8, sizeof *rule->ports);
        }
        if (s->port)
            rule->ports[rule->n_ports++] = (struct port_range){ s->port, s->port };
    }
    return rule != NULL;
}

static void
parse_service(struct rule_parser *p)
{
    const char *name = word(p);

    if (!name) {
        fail(p, "it says no service", NULL);
        return;
    }
    p->i++;
    for (size_t i = 0; i < sizeof protocols / sizeof protocols[0]; i++)
        if (str_ieq(protocols[i], name) || (i == 3 && str_ieq(name, "all"))) {
            struct plan_rule *rule = add_rule(p, protocols[i]);
            rule->n_ports = parse_ports(p, &rule->ports);
            if (!rule->n_ports && word(p) && is_service(word(p))) {
                p->i++;
                fail(p, "a service by name brings its protocol: leave away ", name);
                return;
            }
            if (i >= 2 && rule->n_ports)
                fail(p, "there are no ports of ", protocols[i]);
            return;
        }
    if (!parse_named(p, name))
        unknown_service(p, name);
}

// "cluster ALIAS": all nodes of another cluster.
static void
parse_cluster(struct rule_parser *p, struct plan_peer *peer)
{
    if (!word(p) || str_eq(word(p), ",")) {
        fail(p, "after 'cluster' comes the name of one", NULL);
        return;
    }
    peer->kind = PEER_CLUSTER;
    peer->text = p->words[p->i++];
    load_later(p->l, p->at, "rules from another cluster", LATER_DEPENDS);
}

static void
parse_event(struct rule_parser *p)
{
    const char *names[N_EVENTS], *name = word(p);

    p->bound = true;
    p->i++;
    load_later(p->l, p->at, "rules during an event", LATER_RULES);
    if (name && event_parse(name, &p->during))
        return;
    for (unsigned e = 0; e < N_EVENTS; e++)
        names[e] = event_name((enum event)e);
    fail_near(p, place_of(p, p->i - 1), "after 'during' comes an event, not ",
        name ? name : "nothing", names, N_EVENTS);
}

// The one just taken.
static void
fail_address(struct rule_parser *p, const char *text, const char *fault, const char *hint)
{
    p->failed = true;
    diag_hint(p->l->diags,
        diags_add(
            p->l->diags, DIAG_ERROR, place_of(p, p->i - 1), "firewall rule: '%s' %s", text, fault),
        "%s", hint);
}

static void
parse_peer(struct rule_parser *p, struct plan_peer *peer)
{
    const char *text = word(p);
    const char *fault, *hint;
    struct cidr c;

    if (!text || str_eq(text, ",")) {
        fail(p, "from or to says nobody", NULL);
        return;
    }
    p->i++;
    *peer = (struct plan_peer){ .kind = PEER_SELECTOR, .text = text, .pos = place_of(p, p->i - 1) };
    if (str_ieq(text, "any"))
        peer->kind = PEER_ANY;
    else if (str_ieq(text, "cluster"))
        parse_cluster(p, peer);
    else if (!(fault = load_cidr(p->l, text, &c, &hint)))
        peer->kind = PEER_CIDR;
    else if (hint)
        fail_address(p, text, fault, hint);
    else if (strchr(text, '/') || strchr(text, ':') || strspn(text, "0123456789.") == strlen(text))
        fail(p, "no address and no CIDR: ", text);
}

static void
parse_peers(struct rule_parser *p)
{
    struct plan_peer peers[64];
    size_t n = 0;

    do {
        if (n == sizeof peers / sizeof peers[0])
            fail_whole(p, "more than 64 peers in one rule");
        else
            parse_peer(p, &peers[n++]);
    } while (!p->failed && take_word(p, ","));
    p->peers = arena_array(p->l->arena, n, sizeof peers[0]);
    memcpy(p->peers, peers, n * sizeof peers[0]);
    p->n_peers = n;
    if (n == 1 && peers[0].kind == PEER_ANY)
        p->n_peers = 0;
}

static void
parse_interface(struct rule_parser *p)
{
    const char *name = word(p);

    p->i++;
    if (name && (str_ieq(name, "public") || str_ieq(name, "private")))
        p->interface = str_ieq(name, "public") ? "public" : "private";
    else
        fail(p, "after 'on' comes public or private, not ", name ? name : "nothing");
}

static void
set_direction(struct rule_parser *p, bool out)
{
    if (p->directed && p->out != out)
        fail(p, "'in' goes with from, 'out' with to", NULL);
    p->directed = true;
    p->out = out;
}

static void
parse_tail(struct rule_parser *p)
{
    while (!p->failed && word(p)) {
        bool from = str_ieq(word(p), "from"), to = str_ieq(word(p), "to");
        if (from || to) {
            p->i++;
            set_direction(p, to);
            parse_peers(p);
        } else if (take_word(p, "sport")) {
            p->n_source_ports = parse_ports(p, &p->source_ports);
        } else if (take_word(p, "on")) {
            parse_interface(p);
        } else if (take_word(p, "during")) {
            parse_event(p);
        } else {
            p->i++;
            fail(p, "cannot read it from here on: ", p->words[p->i - 1]);
        }
    }
}

static void
parse(struct rule_parser *p)
{
    if (!take_word(p, "allow")) {
        fail_whole(p, "it begins with 'allow': everything else is closed anyway");
        return;
    }
    if (take_word(p, "in"))
        set_direction(p, false);
    else if (take_word(p, "out"))
        set_direction(p, true);
    do
        parse_service(p);
    while (!p->failed && take_word(p, ","));
    parse_tail(p);
    if (!p->directed)
        fail_whole(p, "it says neither in nor out, from nor to");
}

void
load_rule(struct loading *l, const struct doc *text, struct rule_list *out)
{
    struct rule_parser p = { .l = l, .at = text };

    if (!doc_text(text, NULL))
        return; // the schema has told it
    if (!split(&p, doc_text(text, "")))
        fail_whole(&p, "too long");
    else
        parse(&p);
    for (size_t i = 0; !p.failed && i < p.n_rules; i++) {
        struct plan_rule rule = p.rules[i];
        rule.out = p.out;
        rule.source_ports = p.source_ports;
        rule.n_source_ports = p.n_source_ports;
        rule.peers = p.peers;
        rule.n_peers = p.n_peers;
        rule.interface = p.interface;
        rule.bound = p.bound;
        rule.during = p.during;
        rule.text = doc_text(text, "");
        rule.pos = text->pos;
        if (rule.n_source_ports && !str_eq(rule.protocol, "tcp") && !str_eq(rule.protocol, "udp"))
            fail_whole(&p, "source ports go with tcp and udp only");
        vec_push(out, rule);
    }
}
