// SPDX-License-Identifier: MIT
// What a plan costs from its text to the graph of steps and how long they will take, at 100, 1000
// and 10,000 nodes: in one node plan, in node plans of 20, and in one for each node.
//
// usage: plan [MOST-NODES]
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "../test/plan/catalogue.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/str.h"
#include "build/build.h"
#include "graph/forecast.h"
#include "plan/plan.h"

enum stage { LOAD, RESOLVE, EXPAND, DIFF, BUILD, FORECAST, N_STAGES };
static const char *const stage_names[] = { "load", "resolve", "expand", "diff", "build",
    "forecast" };

#define RUNS 7 // the least counts: what the machine does beside is not ours

static double
now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

// Node plans of `each` nodes, in two regions, with what real ones have.
static void
write_plan(struct buf *out, unsigned n, unsigned each)
{
    buf_adds(out, "name: bench\ncounters: [number]\n"
                  "users: {staff: [{name: ann, sudo: yes}, {name: bob}]}\n"
                  "storageplans:\n  wide:\n  - {label: boot, size: 80%, boot: yes}\n"
                  "  - {label: swap, size: auto, fs: swap}\n"
                  "  - {label: data, size: 100GB, type: blockstore, fs: ext4, mount: /data}\n"
                  "regions:\n");
    for (unsigned first = 0, region = 0; region < 2; region++, first = n / 2) {
        unsigned end = region ? n : n / 2;
        buf_addf(out, "- region: %s\n", region ? "eu-central" : "us-east");
        buf_adds(out, "  nodebalancers: [{name: front, tag: front, port: 80}]\n  nodes:\n");
        for (unsigned i = first; i < end; i += each)
            buf_addf(out,
                "  - name: group-%u\n    type: g6-standard-2\n    count: %u\n"
                "    tags: [%s, all]\n    nodenames: 'n-{number}'\n    users: [staff]\n"
                "    publicfqdn: 'n{number}.example.net'\n    storage: wide\n"
                "    firewall: [allow in tcp 80 from any, allow out tcp 5432 to all]\n"
                "    init: {firstboot: [{script: \"echo %u\\n\"}]}\n",
                i, end - i < each ? end - i : each, (i - first) / each % 2 ? "back" : "front", i);
    }
}

static void
fail(const char *what, const struct lct_err *err, const struct diags *diags,
    const struct doc_source *src)
{
    struct buf out = { 0 };

    diags_print(&out, diags, src, 10);
    fprintf(stderr, "%s: %s\n%s", what, err->text, buf_str(&out));
    exit(EXIT_FAILURE);
}

// By Linode's limit of creates, each step as long as its kind usually is.
static void
foretell(struct graph *g)
{
    struct pace pace = { .request = "machine.create", .most = 20, .window_ms = 16000 };
    _own_(free) struct step_length *lengths = mem_array(graph_count(g), sizeof *lengths);

    for (size_t i = 0; i < graph_count(g); i++)
        lengths[i].ms = step_usual_ms(graph_at(g, i));
    graph_forecast(g, &(struct forecast_args){ .lengths = lengths, .paces = &pace, .n_paces = 1 });
}

// Yields when the graph was built.
static double
build(struct arena *a, struct plan *p, const struct change *changes, size_t n)
{
    struct world w = { .arena = a, .plan = p, .cluster = &(struct cluster){ .slug = "bench" } };
    struct graph *g = graph_new(NULL, &w);
    _own_(map) struct map done = { 0 };
    struct lct_err err = { 0 };
    double built;

    w.members = arena_array(a, n, sizeof *w.members);
    w.n_members = n;
    for (size_t i = 0; i < n; i++)
        w.members[i] = (struct member){ .node = changes[i].node,
            .np = changes[i].np,
            .region = changes[i].rp ? changes[i].rp->region : NULL };
    world_init(&w);
    if (plan_build(g, &w, &(struct wants){ changes, n }, &done, &err) < 0) {
        fprintf(stderr, "build: %s\n", err.text);
        exit(EXIT_FAILURE);
    }
    built = now();
    foretell(g);
    world_done(&w);
    graph_free(g);
    return built;
}

static void
run(const struct catalogue *c, const struct buf *text, double took[N_STAGES])
{
    _own_(arena) struct arena *a = arena_new();
    const struct doc_source src = { "plan.yaml", buf_str(text), text->len };
    const struct load_args args = { 0 };
    _own_(map) struct map counters = { 0 };
    const struct expand_args how = {
        .cluster_uuid = "c", .cluster_slug = "bench", .draw = plan_draw_anew, .user = &counters
    };
    struct lct_err err = { 0 };
    struct diags diags;
    struct plan *p;
    struct desired *desired;
    struct change *changes;
    size_t n, n_changes;
    double at[N_STAGES + 1];

    diags_init(&diags, a);
    at[LOAD] = now();
    if (plan_load(a, &src, &args, &diags, &p, &err) < 0)
        fail("load", &err, &diags, &src);
    at[RESOLVE] = now();
    if (plan_resolve(p, c, false, &diags, &err) < 0)
        fail("resolve", &err, &diags, &src);
    at[EXPAND] = now();
    if (plan_expand(a, p, &how, &desired, &n, &err) < 0)
        fail("expand", &err, &diags, &src);
    at[DIFF] = now();
    if (plan_diff(a, &(struct diff_args){ .desired = desired, .n_desired = n }, &changes,
            &n_changes, &err) < 0)
        fail("diff", &err, &diags, &src);
    at[BUILD] = now();
    at[FORECAST] = build(a, p, changes, n_changes);
    at[N_STAGES] = now();
    for (unsigned s = 0; s < N_STAGES; s++)
        took[s] = took[s] == 0 || at[s + 1] - at[s] < took[s] ? at[s + 1] - at[s] : took[s];
}

// Yields microseconds for each node, to the graph.
static double
measure(const struct catalogue *c, unsigned n, unsigned each)
{
    _own_(buf) struct buf text = { 0 };
    double took[N_STAGES] = { 0 }, sum = 0;
    struct rusage usage;

    write_plan(&text, n, each);
    for (int i = 0; i < RUNS; i++)
        run(c, &text, took);
    getrusage(RUSAGE_SELF, &usage);
    printf("%6u nodes, %5u a node plan:", n, each);
    for (unsigned s = 0; s < N_STAGES; s++) {
        printf(" %s %.2f", stage_names[s], took[s] / n);
        sum += s < FORECAST ? took[s] : 0;
    }
    printf(" us a node; to the graph %.1f ms, at most %ld MB so far\n", sum / 1e3,
        usage.ru_maxrss / 1024);
    return sum / n;
}

static void
measure_shape(const struct catalogue *c, unsigned most, unsigned each)
{
    double first = 0, last = 0;

    for (unsigned n = 100; n <= most; n *= 10) {
        last = measure(c, n, each ? each : n / 2);
        first = first == 0 ? last : first;
    }
    printf("ratio of the last to the first: %.2f\n", last / first);
}

int
main(int argc, char **argv)
{
    struct catalogue *c = recorded_catalogue();
    unsigned most = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 10000;

    measure_shape(c, most, 0);
    measure_shape(c, most, 20);
    measure_shape(c, most, 1);
    arena_free(c->arena);
    return EXIT_SUCCESS;
}
