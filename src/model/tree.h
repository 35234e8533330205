// SPDX-License-Identifier: MIT
// A tree of files, as a hook carries it: what lies where, by the digest of what it holds. Pure; it
// is read from a disk elsewhere.
#ifndef MODEL_TREE_H
#define MODEL_TREE_H

#include "base/arena.h"
#include "base/vec.h"
#include "lct/err.h"

#define TREE_FILES_MAX 1000
#define TREE_FILE_MAX ((size_t)1 << 20) // bytes
#define TREE_BYTES_MAX ((size_t)4 << 20)
#define TREE_PATH_MAX 255

struct tree_file {
    const char *path;   // "conf/app.conf": UTF-8, neither ".." nor '/' first or last
    unsigned mode;      // 0644, or 0755 of a program: a tree is the same wherever it was read
    const char *target; // of a link that stays within the tree; else NULL
    const char *digest; // of the content, or the target
    const char *data;   // followed by a NUL that is not counted; of a link: ""
    size_t size;
};

struct tree {
    struct tree_file *files; // by their paths, what lies in a folder right behind it
    size_t n;
    const char *digest; // of all paths, modes and contents
};

// What keeps a text from being the path of a file in a tree, or NULL.
const char *tree_path_fault(const char *path);

// Making one, in any order. What is added is not copied, but for its digest, and must live as long
// as the arena. LCT_EPLAN names the file that cannot be in it, or what is too much.
struct tree_maker {
    struct arena *arena;
    VEC(struct tree_file) files;
    size_t bytes;
};
void tree_maker_done(struct tree_maker *m);
OWN_STRUCT(tree_maker, struct tree_maker, tree_maker_done);
int tree_add_file(struct tree_maker *m, const char *path, unsigned mode, const char *data,
    size_t size, struct lct_err *err);
int tree_add_link(struct tree_maker *m, const char *path, const char *target, struct lct_err *err);
// All of another tree, below a folder; NULL: as it is.
int tree_add_tree(
    struct tree_maker *m, const char *folder, const struct tree *tree, struct lct_err *err);
int tree_make(struct tree_maker *m, const struct tree **ret, struct lct_err *err);

// The file of that path, or NULL.
const struct tree_file *tree_find(const struct tree *t, const char *path);

#endif
