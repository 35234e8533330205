// SPDX-License-Identifier: MIT
// Where a plan's text, and the files that it names, come from: a file, standard input, a plan that
// comes with the program, a commit in git, or the web; what it names may be in git, too.
#include <stdlib.h>

#include "app/plans/fetch.h"
#include "app/plans/git.h"
#include "app/plans/package.h"
#include "app/plans/part.h"
#include "app/plans/plan.h"
#include "base/env.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "io/url.h"
#include "text/yaml.h"

#define PLAN_MAX YAML_MAX_BYTES
#define PARTS_BYTES (32 << 20)
#define FETCHES_MAX 100 // files of one plan on the web
#define FETCH_MS (60 * 1000)
#define PIN "#sha256="
#define PLAIN_CHARS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/"

static void
take_text(struct lct_plan *p, const char *name, const char *text, size_t n)
{
    p->source =
        (struct doc_source){ arena_strdup(p->arena, name), arena_copy(p->arena, text, n), n };
}

// What was read becomes a part of the plan, kept with it.
static int
keep_part(struct lct_plan *p, const struct part *part, struct lct_err *err)
{
    struct part *kept = ARENA_NEW(p->arena, struct part);

    for (size_t i = 0; i < part->tree->n; i++)
        p->parts_bytes += part->tree->files[i].size;
    if (p->parts_bytes > PARTS_BYTES)
        return lct_fail(err, LCT_EPLAN, "with it, all that the plan names is more than %d MiB",
            PARTS_BYTES >> 20);
    *kept = *part;
    map_put(&p->parts, kept->name, kept);
    return LCT_OK;
}

static int
take_file(struct lct_plan *p, const char *name, const char *data, size_t n, struct part *ret,
    struct lct_err *err)
{
    if (part_of_file(p->arena, name, 0644, data, n, ret, err) < 0)
        return err->code;
    return keep_part(p, ret, err);
}

static int
read_git(
    struct lct_plan *p, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    if (git_part_read(p, name, a, ret, err) < 0)
        return err->code;
    return keep_part(p, ret, err);
}

// ---- a file, and what lies beside it

static char *
folder_of(const char *name)
{
    const char *slash = strrchr(name, '/');

    return slash ? mem_strndup(name, (size_t)(slash - name)) : mem_strdup("");
}

// Whoever goes on with the plan later does so elsewhere.
static void
know_folder(struct lct_plan *p)
{
    const char *name = p->source.name;
    _own_(free) char *dir = folder_of(name);
    _own_(free) char *whole = realpath(*dir ? dir : *name == '/' ? "/" : ".", NULL);

    p->folder = whole ? arena_strdup(p->arena, whole) : NULL;
}

static int
read_beside(void *user, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    struct lct_plan *p = user;

    if (git_named(name))
        return read_git(p, name, a, ret, err);
    _own_(free) char *dir = folder_of(p->source.name);
    _own_(free) char *path = env_path(p->toolkit->environment, dir, name);
    if (part_read(path, name, a, ret, err) < 0)
        return err->code;
    return keep_part(p, ret, err);
}

static int
open_file(struct lct_plan *p, const char *where, struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };
    bool input = str_eq(where, "-");

    p->read = read_beside;
    if (file_read(input ? "/dev/stdin" : where, PLAN_MAX, &text, err) < 0) {
        lct_hint(err,
            "PLAN is the path of a plan file, - for standard input, package:NAME, a URL or "
            "git+URL@COMMIT//PATH");
        return err->code = LCT_EPLAN;
    }
    take_text(p, input ? "standard input" : where, buf_str(&text), text.len);
    know_folder(p);
    return LCT_OK;
}

// ---- a plan that comes with the program

static int
read_packaged(void *user, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    const struct embedded *part = embed_find(plan_packages, name);

    if (!part)
        return lct_fail(err, LCT_ENOTFOUND, "no file %s comes with the program", name);
    (void)a;
    return take_file(user, name, part->data, part->size, ret, err);
}

static int
open_package(struct lct_plan *p, const char *where, struct lct_err *err)
{
    const struct embedded *found;

    p->read = read_packaged;
    if (package_find(where + strlen("package:"), &found, err) < 0)
        return err->code = LCT_EPLAN;
    take_text(p, where, found->data, found->size);
    return LCT_OK;
}

// ---- the web

// A plan from elsewhere names what lies beside it there, never files of this machine.
static bool
is_beside(const char *name)
{
    return *name && *name != '/' && strspn(name, PLAIN_CHARS) == strlen(name) &&
           !str_starts(name, "../") && !strstr(name, "/../") && !strstr(name, "//");
}

static int
read_fetched(void *user, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    struct lct_plan *p = user;

    if (++p->n_fetched > FETCHES_MAX)
        return lct_fail(err, LCT_EPLAN, "a plan from the web names %d files at most", FETCHES_MAX);
    if (git_named(name))
        return read_git(p, name, a, ret, err);
    _own_(buf) struct buf content = { 0 };
    _own_(free) char *url = is_beside(name) ? url_join(p->base, name) : NULL, *end = NULL;
    int64_t left = p->fetch_until - loop_now_ms(p->toolkit->loop);
    if (!url)
        return lct_fail(err, LCT_ENOTFOUND, "a plan from the web names files that lie beside it");
    if (fetch_url(p->toolkit, url, p->pin, TREE_FILE_MAX, left, &content, &end, err) < 0)
        return err->code;
    if (str_ends(end, "/")) // what lies there is a list for people
        return lct_fail(err, LCT_EPLAN, "a plan from the web names files, no folders");
    return take_file(p, name, arena_copy(a, buf_str(&content), content.len), content.len, ret, err);
}

// What the address says that must come; its letters may be of either case.
static int
read_pin(struct lct_plan *p, const char *url, struct lct_err *err)
{
    const char *fragment = strchr(url, '#');
    char *digest;

    if (!fragment || !fragment[1])
        return LCT_OK;
    digest = arena_strdup(p->arena, fragment + 1);
    if (!str_starts(fragment, PIN) || strlen(fragment + strlen(PIN)) != DIGEST_TEXT - 1 ||
        fragment[strlen(PIN) + strspn(fragment + strlen(PIN), "0123456789abcdefABCDEF")])
        return lct_fail(err, LCT_EPLAN,
            "#%.100s is no digest: URL#sha256=, then 64 hexadecimal digits", digest);
    for (char *c = digest; *c; c++)
        *c |= *c >= 'A' && *c <= 'F' ? 0x20 : 0;
    p->pin = digest + strlen(PIN) - 1;
    return LCT_OK;
}

static int
open_url(struct lct_plan *p, const char *where, struct lct_err *err)
{
    _own_(buf) struct buf text = { 0 };
    _own_(free) char *url = url_join(where, where);
    char *end = NULL;

    p->read = read_fetched;
    p->fetch_until = loop_now_ms(p->toolkit->loop) + FETCH_MS;
    if (!url)
        return lct_fail(err, LCT_EPLAN, "'%.200s' is no address", where);
    if (read_pin(p, where, err) < 0)
        return err->code;
    if (fetch_url(p->toolkit, url, p->pin, PLAN_MAX, FETCH_MS, &text, &end, err) == LCT_OK) {
        p->base = arena_strdup(p->arena, end);
        take_text(p, url, buf_str(&text), text.len);
    } else {
        err->code = LCT_EPLAN;
    }
    free(end);
    return err->code;
}

// ---- git

// What lies beside it is of the same commit, and comes as it came itself.
static int
read_committed(void *user, const char *name, struct arena *a, struct part *ret, struct lct_err *err)
{
    struct lct_plan *p = user;

    if (git_named(name))
        return read_git(p, name, a, ret, err);
    if (!is_beside(name))
        return lct_fail(err, LCT_ENOTFOUND, "a plan from git names files that lie beside it");
    if (git_part_read(p, arena_printf(a, "%s%s", p->base, name), a, ret, err) < 0)
        return err->code;
    ret->name = arena_strdup(a, name);
    return keep_part(p, ret, err);
}

static int
open_git(struct lct_plan *p, const char *where, struct lct_err *err)
{
    struct part found;

    p->read = read_committed;
    p->fetch_until = loop_now_ms(p->toolkit->loop) + FETCH_MS;
    if (git_part_read(p, where, p->arena, &found, err) < 0)
        return err->code = LCT_EPLAN;
    if (found.folder) {
        lct_fail(err, LCT_EPLAN, "%.200s is a folder", where);
        return lct_hint(err, "name the plan in it: //plan.yaml at the end");
    }
    take_text(p, where, found.tree->files[0].data, found.tree->files[0].size);
    p->base = arena_strndup(p->arena, where, (size_t)(strrchr(where, '/') + 1 - where));
    return LCT_OK;
}

int
plan_source_open(struct lct_plan *p, const char *where, struct lct_err *err)
{
    if (str_starts(where, "package:"))
        return open_package(p, where, err);
    if (str_istarts(where, "https://") || str_istarts(where, "http://"))
        return open_url(p, where, err);
    if (git_named(where))
        return open_git(p, where, err);
    return open_file(p, where, err);
}

void
plan_source_text(struct lct_plan *p, const char *where, const char *text, size_t n)
{
    p->read = read_beside;
    take_text(p, where, text, n);
    know_folder(p);
}

// Over the text and, each behind a NUL, the names of the files and what they hold; of a folder,
// that ends in a slash, the digest.
void
plan_content_digest(struct lct_plan *p)
{
    _own_(buf) struct buf all = { 0 };

    buf_add(&all, p->source.text, p->source.len);
    map_each (it, &p->parts) {
        const struct part *part = it->value;
        buf_addf(&all, "%c%s%s%c", 0, part->name, part->folder ? "/" : "", 0);
        if (part->folder)
            buf_adds(&all, part->tree->digest);
        else
            buf_add(&all, part->tree->files[0].data, part->tree->files[0].size);
    }
    digest_text(buf_str(&all), all.len, p->content);
    if (p->pin && !str_eq(p->pin, p->content))
        diag_hint(&p->diags,
            diags_add(&p->diags, DIAG_ERROR, (struct doc_pos){ 0 },
                "its content is not what it was pinned to"),
            "it is sha256=%s now", p->content);
}
