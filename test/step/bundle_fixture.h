// SPDX-License-Identifier: MIT
// Bundles, run for real by this machine's shells in a temporary state folder.
#ifndef TEST_STEP_BUNDLE_FIXTURE_H
#define TEST_STEP_BUNDLE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/proc.h"
#include "step/bundle/bundle.h"

static char state_dir[] = "/tmp/lct-bundle-XXXXXX";
static char dash_name[] = "dash", busybox_name[] = "busybox", sh_name[] = "sh", read_stdin[] = "-s";
static char *dash[] = { dash_name, read_stdin, NULL };
static char *ash[] = { busybox_name, sh_name, read_stdin, NULL };
static char bash_name[] = "bash", posix[] = "--posix";
static char *bash[] = { bash_name, posix, read_stdin, NULL };
static char **shell;

struct answer {
    struct arena *arena;
    struct bundle_result *results;
    size_t n;
    bool done;
    struct buf input;
};

static char path[] = "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin";
static char *env[] = { path, NULL, NULL };

static inline struct proc_spec
spec(const struct buf *input)
{
    return (struct proc_spec){ .argv = shell,
        .env = env,
        .input = input->data,
        .input_len = input->len,
        .deadline_ms = 60000,
        .max_output = 4 << 20 };
}

static inline void
parse(struct answer *a, const char *out, size_t n)
{
    struct lct_err err = { 0 };
    a->arena = arena_new();
    bundle_result_parse(a->arena, out, n, &a->results, &a->n, &err);
    assert_string_equal(err.text, "");
    a->done = true;
}

static inline void
run_text(const struct buf *text, struct answer *a)
{
    _own_(buf) struct buf out = { 0 };
    struct lct_err err = { 0 };
    struct proc_spec s = spec(text);
    int status;
    proc_run_sync(&s, &out, &status, &err);
    assert_string_equal(err.text, "");
    parse(a, buf_str(&out), out.len);
}

static inline void
compose(const struct bundle_step *s, struct buf *text)
{
    struct lct_err err = { 0 };
    bundle_begin(text);
    assert_int_equal(bundle_add(text, s, &err), 0);
}

static inline void
run(const struct bundle_step *s, struct answer *a)
{
    _own_(buf) struct buf text = { 0 };
    compose(s, &text);
    *a = (struct answer){ 0 };
    run_text(&text, a);
}

static inline void
answer_done(struct answer *a)
{
    buf_done(&a->input);
    arena_free(a->arena);
}

static inline void
expect(struct answer *a, enum bundle_outcome outcome, int status, const char *output)
{
    assert_int_equal(a->n, 1);
    assert_int_equal(a->results[0].outcome, outcome);
    assert_int_equal(a->results[0].status, status);
    assert_string_equal(a->results[0].output, output);
    answer_done(a);
}

static inline bool
in_state(const char *name)
{
    _own_(free) char *full = file_join(state_dir, name);
    return file_exists(full);
}

static inline int
state_open(void **state)
{
    bool busybox = !access("/bin/busybox", X_OK) || !access("/usr/bin/busybox", X_OK);
    shell = *state == ash && !busybox ? dash : *state ? (char **)*state : dash;
    strcpy(state_dir, "/tmp/lct-bundle-XXXXXX");
    assert_non_null(mkdtemp(state_dir));
    env[1] = mem_printf("LCT_STATE=%s", state_dir);
    return 0;
}

static inline int
state_close(void **state)
{
    struct lct_err err = { 0 };
    free(env[1]);
    return file_remove_tree(state_dir, &err);
}

#define WITH(name, which)                           \
    {                                               \
#name, name, state_open, state_close, which \
    }
#define IN_BOTH(name)                                        \
    WITH(name, NULL),                                        \
    {                                                        \
#name "/busybox", name, state_open, state_close, ash \
    }

#define IN_ALL(name)                                       \
    IN_BOTH(name),                                         \
    {                                                      \
#name "/bash", name, state_open, state_close, bash \
    }

#endif
