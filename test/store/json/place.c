// SPDX-License-Identifier: MIT
// The place of place.h.
#include "place.h"

#include <sys/stat.h>
#include <unistd.h>

#include "../../contract/store_contract.h"
#include "../../testing.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "store/json/open.h"
#include "store/json/record.h"

int
place_begin(void **state)
{
    struct place *p = NEW(struct place);

    // In memory, where there is such a folder: what is synced is nobody's concern here.
    snprintf(p->folder, sizeof p->folder, "%s/lct-json-XXXXXX",
        access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
    if (!mkdtemp(p->folder))
        return -1;
    p->path = file_join(p->folder, "data/inventory");
    p->loop = loop_new();
    p->arena = arena_new();
    *state = p;
    return 0;
}

int
place_end(void **state)
{
    struct place *p = *state;
    int code;

    loop_free(p->loop);
    arena_free(p->arena);
    code = file_remove_tree(p->folder, ERR_IGNORED);
    free(p->path);
    free(p);
    return code;
}

int
open_it(struct place *p, enum store_mode mode)
{
    p->err = (struct lct_err){ 0 };
    p->use = (struct use){ p->loop, NULL, { "shop", "acme" }, p->arena };
    return json_store_open(p->loop, p->path, mode, &p->use.store, &p->err);
}

void
close_it(struct place *p)
{
    p->use.store->ops->close(p->use.store);
}

void
fill_it(struct place *p)
{
    struct cluster c = sample_cluster(CLUSTER_A, "My First Cluster");
    struct operation o = sample_operation("create");
    struct node first = sample_node(1), second = sample_node(2);
    struct fact f = { CLUSTER_A, first.uuid, "kernel", "6.1", 7 };
    struct journal_step s = { .number = 1, .key = "node.ready web-00001", .state = "done" };

    assert_int_equal(open_it(p, STORE_WRITE), LCT_OK);
    assert_int_equal(use_put(&p->use, RECORD_CLUSTER, &c), LCT_OK);
    struct batch *b = batch_new(&p->use.context);
    batch_put(b, RECORD_NODE, &first);
    batch_put(b, RECORD_NODE, &second);
    batch_put(b, RECORD_FACT, &f);
    assert_int_equal(use_commit(&p->use, b), LCT_OK);
    assert_int_equal(use_add(&p->use, &o), LCT_OK);
    s.operation = o.id;
    assert_int_equal(use_put(&p->use, RECORD_STEP, &s), LCT_OK);
    close_it(p);
}

static void
add_kind(struct buf *out, const struct ask *answer)
{
    const struct record_shape *shape = &record_shapes[answer->kind];
    void *const *found = answer->found;

    buf_addf(out, "%s: %zu\n", shape->name, answer->n);
    for (size_t i = 0; i < answer->n; i++)
        record_print(out, shape, found[i]);
}

char *
all_of_it(struct place *p)
{
    struct ask asks[RECORD_KINDS];
    struct buf all = { 0 };

    if (open_it(p, STORE_WRITE) < 0)
        return NULL;
    for (enum record_kind k = 0; k < RECORD_KINDS; k++)
        asks[k] = ask_all(k);
    store_read_now(p->loop, p->use.store, &p->use.context, p->arena, asks, RECORD_KINDS, &p->err);
    close_it(p);
    for (enum record_kind k = 0; k < RECORD_KINDS && !p->err.code; k++)
        add_kind(&all, &asks[k]);
    return p->err.code ? NULL : buf_take(&all);
}

char *
file_at(const struct place *p, const char *path)
{
    return file_join(p->path, path);
}

char *
text_at(const struct place *p, const char *path)
{
    _own_(free) char *file = file_at(p, path);
    struct buf text = { 0 };

    assert_int_equal(file_read(file, (size_t)64 << 20, &text, ERR_IGNORED), LCT_OK);
    return buf_take(&text);
}

void
write_at(const struct place *p, const char *path, const char *text, size_t n)
{
    _own_(free) char *file = file_at(p, path);
    _own_(file) FILE *f = fopen(file, "we");

    assert_non_null(f);
    assert_int_equal(fwrite(text, 1, n, f), n);
}

unsigned
mode_at(const struct place *p, const char *path)
{
    _own_(free) char *file = file_at(p, path);
    struct stat st;

    assert_int_equal(stat(file, &st), 0);
    return st.st_mode & 0777;
}

bool
is_there(const struct place *p, const char *path)
{
    _own_(free) char *file = file_at(p, path);

    return file_exists(file);
}

char *
must_be_readable(struct place *p)
{
    char *all = all_of_it(p);

    if (!all)
        fail_msg("%s", p->err.text);
    return all;
}

void
begin_again(struct place *p)
{
    _own_(free) char *data = file_join(p->folder, "data");

    assert_int_equal(file_remove_tree(data, &p->err), LCT_OK);
}
