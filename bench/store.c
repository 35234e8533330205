// SPDX-License-Identifier: MIT
// What a commit and a list of the newest operations cost in each store that is kept on this
// machine, by how many operations there were before: 10, 1000, 10,000.
//
// usage: store [MOST-OPERATIONS] [FOLDER]
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/json/open.h"
#include "store/sqlite/open.h"

enum measure { COMMIT, COMMIT_50, NEWEST, LAST, STEPS, N_MEASURES };
static const char *const measure_names[] = { "commit", "of 50", "newest 20", "last", "50 steps" };

#define RUNS 31 // the median counts

typedef int open_fn(struct loop *l, const char *path, enum store_mode mode, struct store **ret,
    struct lct_err *err);
static const struct {
    const char *name;
    open_fn *open;
} drivers[] = { { "sqlite", sqlite_open }, { "json", json_store_open } };

struct bench {
    struct loop *loop;
    struct store *store;
    struct context context;
    int64_t last; // operation
};

static double
now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static void
must(int code, const struct lct_err *err)
{
    if (code == LCT_OK)
        return;
    fprintf(stderr, "store: %s\n", err->text);
    exit(1);
}

static void
commit(struct bench *b, struct batch *batch)
{
    struct lct_err err = { 0 };

    must(store_commit_now(b->loop, b->store, batch, &err), &err);
}

static void
add_operations(struct bench *b, unsigned n)
{
    static const char plan[] = "name: bench\nregions: [{region: us-east, nodes: "
                               "[{name: n, count: 1, type: g6-nanode-1}]}]\n";
    const struct operation o = { .cluster = "aaaaaaaa-0000-4000-8000-000000000001",
        .cluster_name = "bench",
        .kind = "apply",
        .who = "me@here",
        .state = OPERATION_DONE,
        .plan_text = plan,
        .args = "{}",
        .started_ms = 1,
        .ended_ms = 2 };
    struct batch *batch = batch_new(&b->context);

    for (unsigned i = 0; i < n; i++)
        batch_put(batch, RECORD_OPERATION, &o);
    commit(b, batch);
    b->last = batch->number;
    batch_free(batch);
}

// What an operation writes all the time: how a step is.
static void
commit_steps(struct bench *b, unsigned n, unsigned run)
{
    struct batch *batch = batch_new(&b->context);
    char key[48];

    for (unsigned i = 1; i <= n; i++) {
        snprintf(key, sizeof key, "machine.create web-%02u", i);
        const struct journal_step s = { .operation = b->last,
            .number = i,
            .key = key,
            .kind = "machine.create",
            .subject = "web",
            .digest = "d",
            .state = run & 1 ? "running" : "done",
            .attempts = run };
        batch_put(batch, RECORD_STEP, &s);
    }
    commit(b, batch);
    batch_free(batch);
}

static void
ask(struct bench *b, struct ask question)
{
    _own_(arena) struct arena *a = arena_new();
    struct lct_err err = { 0 };

    must(store_read_now(b->loop, b->store, &b->context, a, &question, 1, &err), &err);
}

static void
newest_operations(struct bench *b, size_t n)
{
    struct ask question = ask_all(RECORD_OPERATION);

    question.newest = n;
    ask(b, question);
}

static void
do_one(struct bench *b, enum measure m, unsigned run)
{
    switch (m) {
    case COMMIT:
        commit_steps(b, 1, run);
        break;
    case COMMIT_50:
        commit_steps(b, 50, run);
        break;
    case NEWEST:
        newest_operations(b, 20);
        break;
    case LAST:
        newest_operations(b, 1);
        break;
    case STEPS:
        ask(b, ask_number(RECORD_STEP, "operation", b->last));
        break;
    case N_MEASURES:
        break;
    }
}

static int
by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double
median_of(struct bench *b, enum measure m)
{
    double took[RUNS];

    for (unsigned run = 0; run < RUNS; run++) {
        const double from = now_us();
        do_one(b, m, run);
        took[run] = now_us() - from;
    }
    qsort(took, RUNS, sizeof took[0], by_size);
    return took[RUNS / 2];
}

static void
measure_driver(size_t driver, const char *folder, unsigned most)
{
    static const unsigned counts[] = { 10, 1000, 10000 };
    _own_(free) char *path = mem_printf("%s/%s/inventory", folder, drivers[driver].name);
    _own_(loop) struct loop *l = loop_new();
    struct bench b = { l, NULL, { "bench", "me" }, 0 };
    double first[N_MEASURES] = { 0 };
    struct lct_err err = { 0 };

    must(drivers[driver].open(l, path, STORE_WRITE, &b.store, &err), &err);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0] && counts[i] <= most; i++) {
        add_operations(&b, counts[i] - (unsigned)b.last);
        printf("%-7s %6u", drivers[driver].name, counts[i]);
        for (enum measure m = 0; m < N_MEASURES; m++) {
            const double us = median_of(&b, m);
            first[m] = i ? first[m] : us;
            printf("  %9.0f x%-5.1f", us, us / first[m]);
        }
        printf("\n");
    }
    b.store->ops->close(b.store);
}

int
main(int argc, char **argv)
{
    const unsigned most = argc > 1 ? (unsigned)strtoul(argv[1], NULL, 10) : 10000;
    _own_(free) char *folder = mem_printf("%s/lct-bench-XXXXXX", argc > 2 ? argv[2] : "/tmp");

    if (!mkdtemp(folder))
        return 1;
    printf("microseconds, and how many times those with 10 operations\nstore   before");
    for (enum measure m = 0; m < N_MEASURES; m++)
        printf("  %16s", measure_names[m]);
    printf("\n");
    for (size_t i = 0; i < sizeof drivers / sizeof drivers[0]; i++)
        measure_driver(i, folder, most);
    return file_remove_tree(folder, ERR_IGNORED) == LCT_OK ? 0 : 1;
}
