// SPDX-License-Identifier: MIT
// What a commit holds, as git lists and prints it: taken for no more than bytes, under the limits
// that folders of the disk have.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "app/plans/git.h"
#include "base/file.h"
#include "base/str.h"
#include "base/vec.h"

#define LIST_MAX ((size_t)1 << 20) // bytes: as many files as may be have less
#define HEAD_MAX 128               // of the line before a content

struct entry {
    const char *mode, *id, *path; // path: in the commit
    size_t size;
};

struct entries {
    struct entry *items;
    size_t n, cap;
};

static int
open_memory(struct lct_err *err)
{
    int fd = memfd_create("git", MFD_CLOEXEC);

    if (fd < 0)
        lct_fail(err, LCT_EFAILED, "no memory for what git says");
    return fd;
}

static int
read_back(int fd, size_t most, struct buf *out, struct lct_err *err)
{
    lseek(fd, 0, SEEK_SET);
    return file_read_fd(fd, "what git says", most, out, err);
}

// ---- the list

static int
fail_list(struct lct_err *err)
{
    return lct_fail(err, LCT_EFAILED, "git lists files in a way that is not known");
}

// "MODE TYPE ID SIZE<TAB>PATH"; a submodule has the size "-".
static int
read_entry(struct arena *a, const char *line, struct entry *ret, struct lct_err *err)
{
    const char *tab = strchr(line, '\t');
    char **words, *end;

    if (!tab || str_split(a, arena_strndup(a, line, (size_t)(tab - line)), " ", &words) != 4)
        return fail_list(err);
    *ret = (struct entry){ .mode = words[0], .id = words[2], .path = arena_strdup(a, tab + 1) };
    if (!isdigit((unsigned char)*words[3]))
        return str_eq(words[1], "commit") ? LCT_OK : fail_list(err);
    ret->size = strtoul(words[3], &end, 10);
    return *end || !str_eq(words[1], "blob") ? fail_list(err) : LCT_OK;
}

// Before any content is asked for.
static int
check_sizes(const struct entries *list, struct lct_err *err)
{
    size_t all = 0;

    if (list->n > TREE_FILES_MAX)
        return lct_fail(err, LCT_EPLAN, "more than %d files", TREE_FILES_MAX);
    vec_each (e, list) {
        if (e->size > TREE_FILE_MAX)
            return lct_fail(err, LCT_EPLAN, "%s is larger than %zu bytes", e->path, TREE_FILE_MAX);
        if ((all += e->size) > TREE_BYTES_MAX)
            return lct_fail(err, LCT_EPLAN, "all files together are larger than %zu bytes at %s",
                TREE_BYTES_MAX, e->path);
    }
    return LCT_OK;
}

static int
list(const struct git *g, struct entries *ret, struct lct_err *err)
{
    const char *const args[] = { "ls-tree", "-r", "-z", "-l", "--full-tree", g->name.commit, "--",
        *g->name.path ? g->name.path : NULL, NULL };
    _own_(fd) int out = open_memory(err);
    const struct git_call call = { args, -1, out, LIST_MAX };
    _own_(buf) struct buf text = { 0 };

    if (out < 0 || git_run(g, &call, err) < 0)
        return err->code;
    if (read_back(out, LIST_MAX, &text, err) < 0)
        return lct_fail(err, LCT_EPLAN, "more than %d files", TREE_FILES_MAX);
    for (const char *c = text.data; c < text.data + text.len; c += strlen(c) + 1)
        if (read_entry(g->arena, c, vec_add(ret), err) < 0)
            return err->code;
    if (!ret->n)
        return lct_fail(err, LCT_EPLAN, "commit %.12s has no %s", g->name.commit,
            *g->name.path ? g->name.path : "files");
    return check_sizes(ret, err);
}

// ---- what they hold

static int
ask_contents(const struct git *g, const struct entries *list, struct buf *out, struct lct_err *err)
{
    static const char *const args[] = { "cat-file", "--batch", "--buffer", NULL };
    const size_t most = TREE_BYTES_MAX + list->n * HEAD_MAX;
    _own_(fd) int in = open_memory(err), answer = open_memory(err);
    const struct git_call call = { args, in, answer, most };
    _own_(buf) struct buf ids = { 0 };

    if (in < 0 || answer < 0)
        return err->code;
    vec_each (e, list)
        buf_addf(&ids, "%s\n", e->id);
    if (file_write_fd(in, ids.data, ids.len) < 0 || lseek(in, 0, SEEK_SET) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot tell git what is wanted");
    if (git_run(g, &call, err) < 0)
        return err->code;
    return read_back(answer, most, out, err);
}

// "ID blob SIZE\n", so many bytes, "\n": *at moves behind it.
static const char *
take_content(
    struct arena *a, const struct entry *e, const struct buf *all, size_t *at, struct lct_err *err)
{
    const char *head = arena_printf(a, "%s blob %zu\n", e->id, e->size);
    const size_t n = strlen(head);

    if (all->len - *at < n + e->size + 1 || memcmp(all->data + *at, head, n) != 0) {
        lct_fail(err, LCT_EFAILED, "git has not the content of %s", e->path);
        return NULL;
    }
    const char *data = arena_copy(a, all->data + *at + n, e->size);
    *at += n + e->size + 1;
    return data;
}

static int
add_entry(struct tree_maker *m, const struct entry *e, const char *path, const char *data,
    struct lct_err *err)
{
    if (str_eq(e->mode, "120000") && strlen(data) != e->size)
        return lct_fail(err, LCT_EPLAN, "%s is a link to no place that could be carried", e->path);
    if (str_eq(e->mode, "120000"))
        return tree_add_link(m, path, data, err);
    return tree_add_file(m, path, (unsigned)strtoul(e->mode, NULL, 8), data, e->size, err);
}

// Of a folder the paths begin behind it.
static int
make_folder(const struct git *g, const struct entries *list, const struct buf *contents,
    struct part *ret, struct lct_err *err)
{
    const size_t above = *g->name.path ? strlen(g->name.path) + 1 : 0;
    _own_(tree_maker) struct tree_maker m = { .arena = g->arena };
    size_t at = 0;

    vec_each (e, list) {
        const char *data = take_content(g->arena, e, contents, &at, err);
        if (!data || add_entry(&m, e, e->path + above, data, err) < 0)
            return err->code;
    }
    return tree_make(&m, &ret->tree, err);
}

static int
make_file(const struct git *g, const char *name, const struct entry *e, const struct buf *contents,
    struct part *ret, struct lct_err *err)
{
    size_t at = 0;

    if (str_eq(e->mode, "120000")) {
        lct_fail(err, LCT_EPLAN, "%s is a link", e->path);
        return lct_hint(err, "name what it leads to");
    }
    const char *data = take_content(g->arena, e, contents, &at, err);
    return data ? part_of_file(
                      g->arena, name, (unsigned)strtoul(e->mode, NULL, 8), data, e->size, ret, err)
                : err->code;
}

// Each path lies at the one that was asked for, or below it; no submodule is among them.
static int
check_entries(const struct git *g, const struct entries *list, struct lct_err *err)
{
    const char *path = g->name.path;
    const size_t n = strlen(path);

    vec_each (e, list) {
        if (n && !(str_starts(e->path, path) && (e->path[n] == '/' || !e->path[n])))
            return fail_list(err);
        if (str_eq(e->mode, "160000")) {
            lct_fail(err, LCT_EPLAN, "%s is a submodule: its files are of another commit", e->path);
            return lct_hint(err, "name it beside this one, by its own address and commit");
        }
    }
    return LCT_OK;
}

int
git_tree_read(const struct git *g, const char *name, struct part *ret, struct lct_err *err)
{
    _own_(buf) struct buf contents = { 0 };
    struct entries entries = { 0 };
    int code = list(g, &entries, err);

    if (code == LCT_OK)
        code = check_entries(g, &entries, err);
    if (code == LCT_OK)
        code = ask_contents(g, &entries, &contents, err);
    if (code == LCT_OK && str_eq(entries.items[0].path, g->name.path)) {
        code = make_file(g, name, &entries.items[0], &contents, ret, err);
    } else if (code == LCT_OK) {
        *ret = (struct part){ .name = arena_strdup(g->arena, name), .folder = true };
        code = make_folder(g, &entries, &contents, ret, err);
    }
    vec_done(&entries);
    return code;
}
