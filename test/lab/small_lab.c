// SPDX-License-Identifier: MIT
// A lab made for one test, and calls of its API without HTTP.
#include "small_lab.h"

#include "base/err.h"
#include "base/file.h"
#include "lab/api/route.h"
#include "text/json.h"

int
small_lab_new(void **state)
{
    struct small_lab *x = calloc(1, sizeof *x);

    *state = x;
    x->arena = arena_new();
    x->loop = loop_new_virtual();
    strcpy(x->folder, "/tmp/lct-lab-XXXXXX");
    assert_non_null(mkdtemp(x->folder));
    x->file = arena_printf(x->arena, "%s/world.db", x->folder);
    return 0;
}

int
small_lab_free(void **state)
{
    struct small_lab *x = *state;

    if (x->lab.world.db)
        small_lab_close(x);
    assert_int_equal(file_remove_tree(x->folder, ERR_IGNORED), LCT_OK);
    loop_free(x->loop);
    arena_free(x->arena);
    free(x);
    return 0;
}

void
small_lab_open(struct small_lab *x, const struct noun *const *nouns)
{
    x->lab = (struct lab){
        .conf = { .state_dir = x->folder, .speed = SPEED_REALISTIC },
        .loop = x->loop,
        .clock = loop_clock(x->loop),
        .nouns = nouns,
    };
    assert_int_equal(world_open(&x->lab.world, x->file, x->lab.clock, ERR_IGNORED), LCT_OK);
}

void
small_lab_close(struct small_lab *x)
{
    jobs_done(&x->lab);
    timer_stop(x->lab.telling);
    world_close(&x->lab.world);
}

struct doc *
small_lab_parse(struct small_lab *x, const char *text)
{
    struct doc *d;

    assert_int_equal(json_parse(x->arena, text, strlen(text), SIZE_MAX, false, &d, ERR_IGNORED), 0);
    return d;
}

struct call
small_lab_call(struct small_lab *x, const char *method, const char *path, const char *body)
{
    struct call c = { .lab = &x->lab,
        .arena = x->arena,
        .body = small_lab_parse(x, body),
        .answer = doc_map(x->arena),
        .errors = doc_list(x->arena) };
    bool other;
    const struct route *route = route_find(x->lab.nouns, x->arena, method, path, c.params, &other);

    assert_non_null(route);
    route->fn(&c);
    return c;
}

void
small_lab_run(struct small_lab *x)
{
    bool never = false;

    loop_run(x->loop, &never);
}
