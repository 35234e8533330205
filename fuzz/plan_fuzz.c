// SPDX-License-Identifier: MIT
// Any bytes as a plan, and as each file that it names: loading must end, with a plan or with
// diagnostics that can be printed; what loaded well and is small is resolved, too.
#include "cloud/linode/linode.h"
#include "fuzz.h"

#include <string.h>

#include "base/err.h"
#include "plan/plan.h"
#include "port/cloud.h"

#define MOST_NODES 64

static struct catalogue *catalogue;

static int
read_itself(void *user, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    const struct doc_source *input = user;

    if (*name == 'x')
        return lct_fail(err, LCT_ENOTFOUND, "there is no file %s", name);
    return part_of_file(a, name, 0755, input->text, input->len, ret, err);
}

static bool
is_small(const struct plan *p)
{
    size_t n = 0;

    for (size_t r = 0; r < p->n_regions; r++)
        for (size_t i = 0; i < p->regions[r].n_nodes; i++)
            n += 1 + p->regions[r].nodes[i].count;
    return n <= MOST_NODES;
}

// Nothing that a person reads may steer his terminal.
static void
text_must_hold(const struct buf *out)
{
    for (const char *p = buf_str(out); *p; p++)
        MUST((unsigned char)*p >= ' ' || *p == '\n');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    _own_(arena) struct arena *a = arena_new();
    _own_(buf) struct buf out = { 0 };
    static const struct plan_param params[] = { { "nodes", "5", true }, { "few", "{index", true } };
    char *copy = arena_alloc(a, size + 1);
    struct doc_source text = { "fuzz", copy, size };
    const struct load_args args = {
        .read = read_itself, .user = &text, .params = params, .n_params = 2
    };
    struct lct_err err = { 0 };
    struct diags diags;
    struct plan *plan;

    if (!catalogue)
        MUST(linode_catalogue_shipped(&catalogue, ERR_IGNORED) == LCT_OK);
    if (size)
        memcpy(copy, data, size);
    diags_init(&diags, a);
    MUST(plan_load(a, &text, &args, &diags, &plan, &err) < 0 || plan);
    MUST(!err.code || diags.n_errors);
    if (plan && is_small(plan)) {
        size_t before = diags.n_errors;
        int code = plan_resolve(plan, catalogue, true, &diags, &err);
        MUST((code == LCT_OK) == !diags.n_errors && diags.n_errors >= before);
    }
    diags_print(&out, &diags, &text, 20);
    text_must_hold(&out);
    return 0;
}
