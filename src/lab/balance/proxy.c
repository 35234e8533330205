// SPDX-License-Identifier: MIT
// The NodeBalancers of a region as the supervisor sees them.
#include "lab/balance/proxy.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/err.h"
#include "base/mem.h"
#include "base/str.h"
#include "lab/balance/haproxy.h"

#define AGAIN_MS 500 // after it has ended by itself
#define FRONT_MAX 320

struct proxy {
    struct supervisor *s;
    char *region;
    char *fronts;   // a NodeBalancer a line: its name, its addresses
    char *backends; // likewise: a VPC, its address in the region, its range in the VPC
    char *dir;      // of its configuration; NULL: none is to run
    pid_t pid;      // 0: none runs
    struct timer *again;
    bool ready; // its nodes can be reached
};

static struct proxy *
proxy_get(struct supervisor *s, const char *region)
{
    struct proxy *p = map_get(&s->proxies, region);

    if (p)
        return p;
    p = NEW(struct proxy);
    *p = (struct proxy){
        .s = s, .region = mem_strdup(region), .fronts = mem_strdup(""), .backends = mem_strdup("")
    };
    map_put(&s->proxies, region, p);
    return p;
}

// ---- the process

static void __attribute__((noreturn)) child_run(const struct netspace *space, const char *dir)
{
    _own_(free) char *log = mem_printf("%s/haproxy.log", dir);
    _own_(free) char *config = mem_printf("%s/haproxy.cfg", dir);
    char *argv[] = { (char[]){ "haproxy" }, (char[]){ "-W" }, (char[]){ "-db" }, (char[]){ "-f" },
        config, NULL };
    int said = open(log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    sigset_t none;

    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    if (said < 0 || setns(space->fd, CLONE_NEWNET) < 0)
        _exit(126);
    dup2(said, STDOUT_FILENO);
    dup2(said, STDERR_FILENO);
    close_range(3, ~0U, 0);
    execv(FLEET_HAPROXY, argv);
    _exit(127);
}

static int
process_start(struct proxy *p, struct lct_err *err)
{
    const struct netspace *space;
    int code = regions_space(&p->s->regions, p->region, &space, err);

    if (code)
        return code;
    p->pid = fork();
    if (p->pid == 0)
        child_run(space, p->dir);
    if (p->pid > 0)
        return LCT_OK;
    p->pid = 0;
    return lct_fail(err, LCT_EFAILED, "cannot start a process: %s", strerror(errno));
}

static void
start_again(void *user)
{
    struct proxy *p = user;

    timer_stop(p->again);
    p->again = NULL;
    if (p->dir && !p->pid && process_start(p, ERR_IGNORED) < 0)
        p->again = timer_start(p->s->loop, AGAIN_MS, start_again, p);
}

bool
proxy_reap(struct supervisor *s, pid_t pid)
{
    map_each (it, &s->proxies) {
        struct proxy *p = it->value;
        if (p->pid != pid)
            continue;
        p->pid = 0;
        if (p->dir && !p->again)
            p->again = timer_start(s->loop, AGAIN_MS, start_again, p);
        return true;
    }
    return false;
}

// One that runs reads its configuration anew and hands over what it listens on: no connection is
// lost. One that is waiting to be started again will find it.
static int
process_set(struct proxy *p, const char *dir, struct lct_err *err)
{
    free(p->dir);
    p->dir = dir ? mem_strdup(dir) : NULL;
    if (p->pid)
        kill(p->pid, dir ? SIGUSR2 : SIGTERM);
    return dir && !p->pid && !p->again ? process_start(p, err) : LCT_OK;
}

// ---- addresses

// Takes the next word of a line; NULL: there is none. The text is changed.
static char *
word_take(char **rest)
{
    char *word = *rest + strspn(*rest, " "), *end = word + strcspn(word, " ");

    *rest = *end ? end + 1 : end;
    *end = '\0';
    return *word ? word : NULL;
}

// Of a line, into a copy of it.
static const char *
line_take(const char *text, char line[static FRONT_MAX])
{
    size_t n = strcspn(text, "\n"), kept = n < FRONT_MAX - 1 ? n : FRONT_MAX - 1;

    memcpy(line, text, kept);
    line[kept] = '\0';
    return text + n + (text[n] == '\n');
}

static bool
has_line(const char *text, const char *line)
{
    char each[FRONT_MAX];

    while (*text) {
        text = line_take(text, each);
        if (str_eq(each, line))
            return true;
    }
    return false;
}

static int
address_take(char **rest, struct cidr *out, struct lct_err *err)
{
    const char *word = word_take(rest);

    return word && cidr_parse(word, true, out)
               ? LCT_OK
               : lct_fail(err, LCT_EUSAGE, "%s is no address", word ? word : "nothing");
}

typedef int address_fn(
    struct regions *r, const char *region, const struct cidr *address, struct lct_err *err);

static int
front_do(struct proxy *p, char *line, address_fn *fn, struct lct_err *err)
{
    char *rest = line;
    int code = LCT_OK;

    word_take(&rest); // its name
    while (!code && *rest) {
        struct cidr address;
        code = address_take(&rest, &address, err);
        if (!code)
            code = fn(&p->s->regions, p->region, &address, err);
    }
    return code;
}

static int
front_add(struct proxy *p, char *line, struct lct_err *err)
{
    return front_do(p, line, regions_address_add, err);
}

static int
front_drop(struct proxy *p, char *line, struct lct_err *err)
{
    return front_do(p, line, regions_address_drop, err);
}

static int
backend_read(char *line, struct vpc_backend *out, struct lct_err *err)
{
    char *rest = line;
    int code;

    out->vpc = word_take(&rest);
    code = address_take(&rest, &out->source, err);
    return code ? code : address_take(&rest, &out->range, err);
}

static int
backend_add(struct proxy *p, char *line, struct lct_err *err)
{
    struct vpc_backend b;
    int code = backend_read(line, &b, err);

    return code ? code : regions_backend_add(&p->s->regions, p->region, &b, err);
}

static int
backend_drop(struct proxy *p, char *line, struct lct_err *err)
{
    struct vpc_backend b;
    int code = backend_read(line, &b, err);

    return code ? code : regions_backend_drop(&p->s->regions, p->region, &b, err);
}

typedef int line_fn(struct proxy *p, char *line, struct lct_err *err);

// What is in one of the lists, and not in the other.
static int
lines_do(struct proxy *p, const char *these, const char *others, line_fn *fn, struct lct_err *err)
{
    char line[FRONT_MAX];
    int code = LCT_OK;

    while (!code && *these) {
        these = line_take(these, line);
        if (!has_line(others, line))
            code = fn(p, line, err);
    }
    return code;
}

// The list becomes another one: what is no more in it goes first.
static int
lines_set(struct proxy *p, char **list, const char *wanted, line_fn *drop, line_fn *add,
    struct lct_err *err)
{
    int code;

    wanted = wanted ? wanted : "";
    code = lines_do(p, *list, wanted, drop, err);
    if (!code)
        code = lines_do(p, wanted, *list, add, err);
    free(*list);
    *list = mem_strdup(wanted);
    return code;
}

// Where nodes see it come from.
static int
source_add(struct proxy *p, struct lct_err *err)
{
    struct cidr source;
    int code = LCT_OK;

    if (!p->ready && cidr_parse(BALANCE_SOURCE, true, &source))
        code = regions_address_add(&p->s->regions, p->region, &source, err);
    p->ready |= !code;
    return code;
}

bool
proxy_address(const struct supervisor *s, const char *hostname, struct cidr *out)
{
    char line[FRONT_MAX];

    map_each (it, &s->proxies) {
        const struct proxy *p = it->value;
        for (const char *text = p->fronts; *text;) {
            text = line_take(text, line);
            char *rest = line, *name = word_take(&rest), *address = word_take(&rest);
            if (address && str_ieq(name, hostname))
                return cidr_parse(address, true, out);
        }
    }
    return false;
}

void
proxy_handle(struct supervisor *s, const struct wire *request)
{
    const char *region = request->text[WIRE_REGION], *dir = request->text[WIRE_BALANCE_DIR];
    const char *fronts = request->text[WIRE_BALANCE_FRONTS];
    const char *rules = request->text[WIRE_BALANCE_RULES];
    struct lct_err err = { 0 };
    struct proxy *p = proxy_get(s, region ? region : "");
    const struct netspace *space;
    int code = regions_space(&s->regions, p->region, &space, &err);

    if (!code)
        code = source_add(p, &err);
    if (!code)
        code = lines_set(p, &p->fronts, fronts, front_drop, front_add, &err);
    if (!code)
        code = lines_set(
            p, &p->backends, request->text[WIRE_BALANCE_BACKENDS], backend_drop, backend_add, &err);
    if (!code && rules)
        code = netspace_rules(space, rules, &err);
    if (!code)
        process_set(p, dir, &err);
    supervisor_answer(s, request, &err);
}
