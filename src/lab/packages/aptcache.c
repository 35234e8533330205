// SPDX-License-Identifier: MIT
// A bounded folder of fetched packages, by the digest of their URL.
#include "lab/packages/aptcache.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/digest.h"
#include "base/err.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/vec.h"

#define FOLDER_MAX ((uint64_t)2 << 30)
#define FILE_BYTES_MAX ((size_t)256 << 20)

struct kept {
    char *path;
    uint64_t size;
    time_t used;
};

static char *
path_of(const char *dir, const char *url)
{
    char digest[DIGEST_TEXT];

    return mem_printf("%s/%s", dir, digest_text(url, strlen(url), digest));
}

bool
aptcache_keeps(const char *url)
{
    return strstr(url, "/pool/") || strstr(url, "/by-hash/");
}

bool
aptcache_get(const char *dir, const char *url, struct buf *out)
{
    _own_(free) char *path = path_of(dir, url);

    if (!aptcache_keeps(url) || file_read(path, FILE_BYTES_MAX, out, ERR_IGNORED))
        return false;
    utimensat(AT_FDCWD, path, NULL, 0); // used just now
    return true;
}

static int
older_first(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;

    return (x->used > y->used) - (x->used < y->used);
}

static void
folder_bound(const char *dir)
{
    VEC(struct kept) files = { 0 };
    DIR *d = opendir(dir);
    uint64_t total = 0;

    for (const struct dirent *e; d && (e = readdir(d));) {
        char *path = e->d_name[0] == '.' ? NULL : mem_printf("%s/%s", dir, e->d_name);
        struct stat st;
        if (path && stat(path, &st) == 0 && S_ISREG(st.st_mode)) {
            vec_push(&files, ((struct kept){ path, (uint64_t)st.st_size, st.st_mtime }));
            total += (uint64_t)st.st_size;
        } else {
            free(path);
        }
    }
    if (d)
        closedir(d);
    if (files.n)
        qsort(files.items, files.n, sizeof *files.items, older_first);
    vec_each (f, &files) {
        if (total > FOLDER_MAX && unlink(f->path) == 0)
            total -= f->size;
        free(f->path);
    }
    vec_done(&files);
}

void
aptcache_put(const char *dir, const char *url, const void *data, size_t n)
{
    _own_(free) char *path = path_of(dir, url);

    if (!aptcache_keeps(url) || file_mkdirs(dir, 0755, ERR_IGNORED) ||
        file_write(path, data, n, 0644, ERR_IGNORED))
        return;
    folder_bound(dir);
}
