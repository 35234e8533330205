// SPDX-License-Identifier: MIT
// NodeBalancers made true, for each region by itself.
#include "lab/world/balancer/work.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/err.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "lab/balance/ask.h"
#include "lab/balance/backend.h"
#include "lab/balance/haproxy.h"
#include "lab/balance/stat.h"
#include "lab/balance/udp.h"
#include "lab/world/balancer/balancer.h"
#include "lab/world/filter.h"

#define SETTLE_MS 100 // what changes within it is told at once
#define LOOK_MS 1000  // how often it is asked how nodes are
#define MISSED 10     // looks after which one that goes on by an older configuration is told anew
#define BESIDE 24     // what HAProxy appends to its socket's name while it makes it

// A region that has, or had, NodeBalancers.
struct plant {
    struct balancing *of;
    char *region, *dir, *socket;
    char *told;               // all that the supervisor was told last; NULL: nothing
    struct buf config, rest;  // to be told: HAProxy's, and all of it
    char digest[DIGEST_TEXT]; // of HAProxy's
    int missed;               // looks in a row that found it by another one
    char *fronts, *rules, *backends;
    bool dirty, busy, runs;
    struct ask *states, *look;
    struct map known; // a node's id -> its status, as the world has it
    bool changed;     // a status, by the answer that is being read
};

struct balancing {
    struct lab *lab;
    struct map plants;
    struct timer *settle, *look;
};

// ---- what is to be told

#define SELECT_PORTS                                                                               \
    "SELECT f.*, b.ipv4, b.ipv6, b.client_conn_throttle, b.client_udp_sess_throttle, "             \
    "?2 || '/certificates/' || f.certificate AS certificate, "                                     \
    "(SELECT json_group_array(json_object('id', id, 'address', address, 'mode', mode, "            \
    "'weight', weight, 'source', source)) FROM (SELECT *, (SELECT " BALANCER_SOURCE                \
    " FROM balancer_vpc v WHERE v.id = n.vpc) AS source FROM balancer_node n "                     \
    "WHERE config = f.id %s ORDER BY id)) AS \"nodes:json\" FROM balancer_config f JOIN balancer " \
    "b "                                                                                           \
    "ON b.id = f.balancer WHERE b.region = ?1 %s ORDER BY b.id, f.id"

static const struct doc *
ports_list(
    struct lab *lab, struct arena *a, const char *region, const char *nodes, const char *ports)
{
    return world_list(&lab->world, a, arena_printf(a, SELECT_PORTS, nodes, ports), "tt", region,
        lab->conf.state_dir);
}

static const char *
fronts_text(struct lab *lab, struct arena *a, const char *region)
{
    const char *text = world_text(&lab->world, a,
        "SELECT group_concat(" BALANCER_HOSTNAME " || ' ' || ipv4 || '/22 ' || ipv6 || '/64', "
        "char(10)) FROM (SELECT * FROM balancer WHERE region = ? ORDER BY id)",
        "t", region);

    return text ? text : "";
}

static const struct doc *
backends_list(struct lab *lab, struct arena *a, const char *region)
{
    return world_list(&lab->world, a,
        "SELECT s.vpc, " BALANCER_SOURCE " AS source, v.ipv4_range FROM balancer_vpc v "
        "JOIN subnet s ON s.id = v.subnet JOIN balancer b ON b.id = v.balancer "
        "WHERE b.region = ? ORDER BY v.id",
        "t", region);
}

static char *
backends_text(const struct doc *backends)
{
    _own_(buf) struct buf text = { 0 };

    doc_each (b, backends)
        buf_addf(&text, "%s%lld %s %s", text.len ? "\n" : "", (long long)doc_get_int(b, "vpc", 0),
            doc_get_text(b, "source", ""), doc_get_text(b, "ipv4_range", ""));
    return mem_strdup(buf_str(&text));
}

static void
plant_render(struct plant *p)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf rules = { 0 };
    struct lab *lab = p->of->lab;
    const struct doc *ports = ports_list(lab, a, p->region, "", "");

    buf_clear(&p->config);
    if (doc_count(ports)) {
        haproxy_render(&p->config, p->dir, ports);
        digest_text(p->config.data, p->config.len, p->digest);
        buf_addf(&p->config, HAPROXY_DESCRIPTION, p->digest);
    }
    udp_render(
        &rules, ports_list(lab, a, p->region, "AND status <> 'DOWN'", "AND protocol = 'udp'"));
    const struct doc *backends = backends_list(lab, a, p->region);
    backends_render(&rules, backends);
    free(p->rules);
    free(p->fronts);
    free(p->backends);
    p->rules = mem_strdup(buf_str(&rules));
    p->backends = backends_text(backends);
    p->fronts = mem_strdup(fronts_text(lab, a, p->region));
    buf_clear(&p->rest);
    buf_addf(&p->rest, "%s\n%s\n%s\n%s", buf_str(&p->config), p->rules, p->fronts, p->backends);
}

// ---- telling it

static void settle_soon(struct balancing *b);

static void
told(void *user, const struct lct_err *err)
{
    struct plant *p = user;

    p->busy = false;
    if (err->code == LCT_ECANCELLED)
        return;
    if (err->code)
        log_warn("NodeBalancers of %s: %s", p->region, err->text);
    free(p->told);
    p->told = err->code ? NULL : mem_strdup(buf_str(&p->rest));
    p->runs = !err->code && p->config.len;
    p->missed = 0;
    map_done(&p->known); // what nodes have become is asked anew
    if (p->dirty)
        settle_soon(p->of);
}

static void
plant_tell(struct plant *p)
{
    _own_(free) char *config = file_join(p->dir, HAPROXY_CONFIG);
    struct lct_err err = { 0 };

    if (p->config.len &&
        (file_mkdirs(p->dir, 0700, &err) < 0 ||
            file_write(config, buf_str(&p->config), p->config.len, 0600, &err) < 0)) {
        told(p, &err);
        return;
    }
    fleet_balance(p->of->lab->fleet,
        &(struct fleet_balance){ .region = p->region,
            .fronts = p->fronts,
            .rules = p->rules,
            .dir = p->config.len ? p->dir : NULL,
            .backends = p->backends },
        told, p);
}

// The next process begins with what this one has found out.
static void
states_came(void *user, const struct buf *answer)
{
    struct plant *p = user;
    _own_(free) char *path = file_join(p->dir, HAPROXY_STATES);

    p->states = NULL;
    if (answer)
        file_write(path, answer->data, answer->len, 0600, ERR_IGNORED);
    plant_tell(p);
}

static void
plant_settle(struct plant *p)
{
    p->dirty = false;
    plant_render(p);
    if (p->told && str_eq(p->told, buf_str(&p->rest)))
        return;
    p->busy = true;
    if (p->runs)
        p->states = ask_start(p->of->lab->loop, p->socket, "show servers state\n", states_came, p);
    else
        plant_tell(p);
}

static void
settle(void *user)
{
    struct balancing *b = user;

    timer_stop(b->settle);
    b->settle = NULL;
    map_each (it, &b->plants) {
        struct plant *p = it->value;
        if (p->dirty && !p->busy)
            plant_settle(p);
    }
}

static void
settle_soon(struct balancing *b)
{
    if (!b->settle)
        b->settle = timer_start(b->lab->loop, SETTLE_MS, settle, b);
}

static struct plant *
plant_get(struct balancing *b, const char *region)
{
    struct plant *p = map_get(&b->plants, region);

    if (p)
        return p;
    p = NEW(struct plant);
    p->of = b;
    p->region = mem_strdup(region);
    p->dir = mem_printf("%s/balancers/%s", b->lab->conf.state_dir, region);
    p->socket = file_join(p->dir, HAPROXY_SOCKET);
    map_put(&b->plants, region, p);
    return p;
}

void
balancing_touch(struct lab *lab, const char *region)
{
    if (!lab->balancing || !region)
        return;
    plant_get(lab->balancing, region)->dirty = true;
    settle_soon(lab->balancing);
}

// ---- how nodes are

static void
status_write_down(void *user, int64_t node, const char *status)
{
    struct plant *p = user;
    struct world *w = &p->of->lab->world;
    char key[24];

    snprintf(key, sizeof key, "%lld", (long long)node);
    if (str_eq(map_get(&p->known, key), status))
        return;
    map_put(&p->known, key, (void *)(uintptr_t)status);
    p->changed |= world_int(w, 0,
        "SELECT f.protocol = 'udp' AND n.status <> ?2 FROM balancer_node n "
        "JOIN balancer_config f ON f.id = n.config WHERE n.id = ?1",
        "it", node, status);
    world_do(w, "UPDATE balancer_node SET status = ?2 WHERE id = ?1", "it", node, status);
}

// A reload that fails, as on a machine that is too busy for it, leaves the process before it at
// work: nobody hears of it but who looks.
static bool
is_current(struct plant *p, const struct buf *answer)
{
    if (answer && stat_is_of(buf_str(answer), p->digest)) {
        p->missed = 0;
        return true;
    }
    p->missed++;
    return false;
}

static void
tell_again(struct plant *p)
{
    log_warn("NodeBalancers of %s: what balances does not know its configuration yet", p->region);
    free(p->told);
    p->told = NULL;
    balancing_touch(p->of->lab, p->region);
}

// What is sent by UDP passes by HAProxy: nft has to be told.
static void
look_came(void *user, const struct buf *answer)
{
    struct plant *p = user;
    struct world *w = &p->of->lab->world;

    p->look = NULL;
    if (p->busy)
        return;
    if (!is_current(p, answer)) {
        if (p->missed >= MISSED)
            tell_again(p);
        return;
    }
    p->changed = false;
    world_begin(w);
    stat_read(buf_str(answer), status_write_down, p);
    if (world_end(w) && p->changed)
        balancing_touch(p->of->lab, p->region);
}

static void
look(void *user)
{
    struct balancing *b = user;

    timer_stop(b->look);
    b->look = timer_start(b->lab->loop, LOOK_MS, look, b);
    map_each (it, &b->plants) {
        struct plant *p = it->value;
        if (!p->told && !p->busy) // it could not be told
            balancing_touch(b->lab, p->region);
        if (p->runs && !p->busy && !p->look)
            p->look = ask_start(b->lab->loop, p->socket, STAT_QUESTION, look_came, p);
    }
}

// ---- its beginning and its end

// A folder may be too deep for a socket in it.
static bool
can_balance(const struct lab *lab)
{
    static const char longest[] = "/balancers/us-southeast-99/" HAPROXY_SOCKET;
    struct sockaddr_un address;
    size_t most = sizeof address.sun_path - sizeof longest - BESIDE;

    if (access(FLEET_HAPROXY, X_OK) < 0)
        log_warn(
            "NodeBalancers balance nothing: %s is not there; apt install haproxy", FLEET_HAPROXY);
    else if (strlen(lab->conf.state_dir) > most)
        log_warn("NodeBalancers balance nothing: %s is too long for the name of a socket in it",
            lab->conf.state_dir);
    else
        return true;
    return false;
}

void
balancing_start(struct lab *lab)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(free) char *folder = file_join(lab->conf.state_dir, "balancers");

    if (!can_balance(lab))
        return;
    file_remove_tree(folder, ERR_IGNORED); // of a lab that has ended
    lab->balancing = NEW(struct balancing);
    lab->balancing->lab = lab;
    lab->balancing->look = timer_start(lab->loop, LOOK_MS, look, lab->balancing);
    const struct doc *regions =
        world_list(&lab->world, a, "SELECT DISTINCT region FROM balancer", "");
    doc_each (row, regions) {
        filter_balancers(lab, doc_get_text(row, "region", NULL)); // before there is anybody to ask
        balancing_touch(lab, doc_get_text(row, "region", NULL));
    }
}

static void
plant_free(struct plant *p)
{
    ask_stop(p->states);
    ask_stop(p->look);
    map_done(&p->known);
    buf_done(&p->config);
    buf_done(&p->rest);
    free(p->told);
    free(p->rules);
    free(p->fronts);
    free(p->backends);
    free(p->region);
    free(p->dir);
    free(p->socket);
    free(p);
}

void
balancing_stop(struct lab *lab)
{
    struct balancing *b = lab->balancing;

    if (!b)
        return;
    timer_stop(b->settle);
    timer_stop(b->look);
    map_each (it, &b->plants)
        plant_free(it->value);
    map_done(&b->plants);
    free(b);
    lab->balancing = NULL;
}
