// SPDX-License-Identifier: MIT
// Programs that a plan has run on this machine (local:), as the caller has programs started. They
// are looked at by the loop until they have ended.
#include "app/run/local.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/query/inventory.h"
#include "base/env.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/texts.h"
#include "base/vec.h"
#include "step/bundle/bundle.h"
#include "step/kinds.h"
#include "text/json.h"

#define LOOK_MS 50 // between two looks at one that runs
#define SAID_MAX 65536
#define RESULTS_MAX ((size_t)4 << 20) // of one with an input of its own, whose output is read by us

// One that runs.
struct running {
    struct run *run;
    pid_t pid;
    int in, out;
    char *file; // the plan's, which is removed after it; NULL: it is the shell's
    int64_t until_ms;
    size_t said_max;
    char *answers; // a path; NULL: none
    bool late;
    struct timer *timer;
    local_fn *fn;
    void *user;
};

static void
running_free(struct running *r)
{
    if (r->file)
        unlink(r->file);
    if (r->in >= 0)
        close(r->in);
    if (r->out >= 0)
        close(r->out);
    timer_stop(r->timer);
    free(r->file);
    free(r->answers);
    free(r);
}

// ---- how it ended

// The end of it.
static char *
said_of(int out, size_t most, bool *cut)
{
    struct stat st = { 0 };
    char *text = mem_alloc(most + 1);
    ssize_t n;

    fstat(out, &st);
    *cut = st.st_size > (off_t)most;
    n = pread(out, text, most, *cut ? st.st_size - (off_t)most : 0);
    text[n > 0 ? n : 0] = '\0';
    return text;
}

static int
status_of(int status)
{
    return WIFEXITED(status)     ? WEXITSTATUS(status)
           : WIFSIGNALED(status) ? 128 + WTERMSIG(status)
                                 : -1;
}

static void
finish(struct running *r, int status)
{
    const struct lct_err none = { 0 };
    bool cut;
    _own_(free) char *said = said_of(r->out, r->said_max, &cut);
    _own_(buf) struct buf answers = { 0 };
    struct lct_err unread;

    if (r->answers) // where there is none, nothing was answered
        file_read(r->answers, RESULTS_MAX, &answers, &unread);
    const struct local_result result = { status_of(status), r->late, said, buf_str(&answers), cut };
    local_fn *fn = r->fn;
    void *user = r->user;

    running_free(r);
    fn(user, &none, &result);
}

static void
look(void *user)
{
    struct running *r = user;
    struct lct *t = r->run->t;
    int status;

    timer_stop(r->timer);
    r->timer = NULL;
    if (program_ended(t, r->pid, &status)) {
        finish(r, status);
        return;
    }
    if (!r->late && loop_now_ms(t->loop) >= r->until_ms) {
        r->late = true;
        t->processes->stop(t->processes->user, r->pid);
    }
    r->timer = timer_start(t->loop, LOOK_MS, look, r);
}

// ---- how it begins

// A file of the plan travels with it: it is there for as long as it runs.
static int
put_file(struct running *r, const char *text, struct lct_err *err)
{
    char name[] = "/tmp/lct-local.XXXXXX";
    _own_(fd) int fd = mkostemp(name, O_CLOEXEC);

    if (fd < 0)
        return lct_fail(err, LCT_EFAILED, "cannot make a file in /tmp: %s", strerror(errno));
    r->file = mem_strdup(name);
    if (fchmod(fd, 0700) < 0 || file_write_fd(fd, text, strlen(text)) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot write %s: %s", name, strerror(errno));
    return LCT_OK;
}

// The file, by its #! line or sh, with its arguments; or "sh -c COMMAND sh ARGUMENT..".
static const char *const *
argv_of(struct arena *a, const struct running *r, const struct local_program *p)
{
    const char *const shell[] = { "sh", "-c", p->text, "sh", NULL };
    const char *const file[] = { "sh", r->file, NULL };
    const size_t own = str_starts(p->text, "#!"); // else it is sh's

    return texts_both(a, r->file ? file + own : shell, p->args);
}

// The caller's, then what is said of the node.
static const char *const *
environment_of(struct arena *a, const struct run *r, const struct bundle_env *env)
{
    VEC(const char *) list = { 0 };
    const char *const *all;

    for (; env->name; env++)
        vec_push(&list, arena_printf(a, "%s=%s", env->name, env->value ? env->value : ""));
    vec_push(&list, NULL);
    all = texts_both(a, list.items, r->t->environment);
    vec_done(&list);
    return all;
}

// As cluster show answers: {"cluster", "nodes"}.
static int
put_cluster(struct running *r, struct lct_err *err)
{
    const struct run *run = r->run;
    _own_(arena) struct arena *a = arena_new();
    struct doc *root = doc_map(a), *nodes = doc_list(a);
    _own_(buf) struct buf text = { 0 };

    doc_put(a, root, "cluster", cluster_doc(a, run->cluster, run->world.nodes, run->world.n_nodes));
    for (size_t i = 0; i < run->world.n_nodes; i++)
        doc_add(a, nodes, node_doc(a, run->world.nodes[i], run->cluster));
    doc_put(a, root, "nodes", nodes);
    json_print(&text, root, JSON_COMPACT);
    buf_addc(&text, '\n');
    if (file_write_fd(r->in, text.data, text.len) < 0 || lseek(r->in, 0, SEEK_SET) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot tell it of the cluster: %s", strerror(errno));
    return LCT_OK;
}

static int
put_input(struct running *r, const struct local_program *p, struct lct_err *err)
{
    if (!p->input)
        return put_cluster(r, err);
    if (file_write_fd(r->in, p->input, p->input_len) < 0 || lseek(r->in, 0, SEEK_SET) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot tell it what to do: %s", strerror(errno));
    return LCT_OK;
}

static int
begin(struct running *r, const struct local_program *p, struct lct_err *err)
{
    struct arena *a = r->run->arena;

    if (r->in < 0 || r->out < 0)
        return lct_fail(err, LCT_EFAILED, "cannot keep what it says: %s", strerror(errno));
    if ((p->is_file && put_file(r, p->text, err) < 0) || put_input(r, p, err) < 0)
        return err->code;
    const struct lct_program program = {
        .argv = argv_of(a, r, p),
        .environment = environment_of(a, r->run, p->env),
        .files = { r->in, r->out, r->out },
    };
    return program_start(r->run->t, &program, &r->pid, err);
}

static void
run_local(struct local *l, const struct local_program *p, local_fn *fn, void *user)
{
    struct run *run = l->user;
    struct running *r = NEW(struct running);
    struct lct_err err = { 0 };

    r->run = run;
    r->fn = fn;
    r->user = user;
    r->in = memfd_create("cluster", MFD_CLOEXEC);
    r->out = memfd_create("said", MFD_CLOEXEC);
    r->until_ms = loop_now_ms(run->t->loop) + p->limit_ms;
    r->said_max = p->input ? RESULTS_MAX : SAID_MAX;
    r->answers = p->answers ? mem_strdup(p->answers) : NULL;
    if (begin(r, p, &err) < 0) {
        running_free(r);
        fn(user, &err, NULL);
        return;
    }
    r->timer = timer_start(run->t->loop, LOOK_MS, look, r);
}

// ---- before anything is done

static bool
is_in(const char *folder, size_t n, const char *program)
{
    _own_(free) char *path = mem_printf("%.*s/%s", (int)n, folder, program);

    return n && access(path, X_OK) == 0;
}

static bool
has_program(const struct lct *t, const char *program)
{
    const char *path = env_get(t->environment, "PATH");

    while (path && *path) {
        const size_t n = strcspn(path, ":");
        if (is_in(path, n, program))
            return true;
        path += n + (path[n] == ':');
    }
    return false;
}

int
local_check(const struct run *r, struct lct_err *err)
{
    bool plays = false;

    for (size_t i = 0; i < graph_count(r->graph); i++)
        plays |= graph_at(r->graph, i)->kind == &hook_play;
    if (!plays || has_program(r->t, "ansible-playbook"))
        return LCT_OK;
    lct_fail(err, LCT_ENOTFOUND,
        "the plan has playbooks run from this machine, which has no ansible-playbook");
    return lct_hint(
        err, "apt-get install ansible-core; localansible: has nodes run them themselves");
}

// ---- the seam

// For programs that ask for a log-in; nothing of it is secret.
static const struct bundle_env *
tool_of(struct run *r)
{
    const struct lct *t = r->t;
    const struct bundle_env tool[] = {
        { "LCT_TOOL", t->program },
        { "LCT_CONFIG", t->config_file },
        { "LCT_PROFILE", t->profile.name },
        { "LCT_CONTEXT", arena_printf(r->arena, "%s/%s", t->context.app, t->context.customer) },
        { NULL },
    };

    return memcpy(arena_alloc(r->arena, sizeof tool), tool, sizeof tool);
}

static char *
place_of(const struct lct *t, const struct cluster *c)
{
    return mem_printf("%s/%s/here/%s", t->data_dir, t->profile.name, c->uuid);
}

void
local_forget(const struct lct *t, const struct cluster *c)
{
    _own_(free) char *place = place_of(t, c);

    file_remove_tree(place, ERR_IGNORED);
}

struct local *
local_of(struct run *r)
{
    _own_(free) char *place = place_of(r->t, r->cluster);
    struct local *l = ARENA_NEW(r->arena, struct local);

    *l = (struct local){
        .run = run_local, .user = r, .place = arena_strdup(r->arena, place), .tool = tool_of(r)
    };
    return l;
}
