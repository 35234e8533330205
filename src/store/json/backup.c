// SPDX-License-Identifier: MIT
// Copies of the inventory: a tar archive of its files and what they are, beside it.
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/json/folder.h"
#include "text/tar.h"

char *
copies_folder(const char *path)
{
    return mem_printf("%s-backups", path);
}

// ---- what is in it

struct packing {
    const struct folder *folder;
    int64_t at_ms;
    struct buf tar, text;
};

static int
pack_file(struct packing *p, const char *path, struct lct_err *err)
{
    _own_(free) char *file = file_of(p->folder, path);
    struct tar_entry entry = { TAR_FILE, path, NULL, 0600, 0, p->at_ms / 1000 };

    if (file_read(file, RECORD_MAX, &p->text, err) < 0)
        return err->code;
    entry.size = (int64_t)p->text.len;
    tar_put_entry(&p->tar, &entry);
    buf_add(&p->tar, p->text.data, p->text.len);
    memset(buf_room(&p->tar, tar_padding(entry.size)), 0, tar_padding(entry.size));
    buf_grew(&p->tar, tar_padding(entry.size));
    return LCT_OK;
}

static int
not_hidden(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static int
pack(struct packing *p, const char *path, struct lct_err *err)
{
    _own_(free) char *dir = file_of(p->folder, path);
    struct dirent **names;
    int n = scandir(dir, &names, not_hidden, alphasort);

    if (n < 0)
        return errno == ENOENT    ? LCT_OK
               : errno == ENOTDIR ? pack_file(p, path, err)
                                  : file_fail(p->folder, "read", path, err);
    for (int i = 0; i < n; i++) {
        _own_(free) char *next = file_join(path, names[i]->d_name);
        if (err->code == LCT_OK)
            pack(p, next, err);
        free(names[i]);
    }
    free(names);
    return err->code;
}

int
folder_copy(const struct folder *f, const char *path, struct lct_err *err)
{
    struct packing p = { f, loop_wall_ms(f->attempts.loop) };

    if (pack_file(&p, FORMAT_FILE, err) == LCT_OK && pack(&p, NAME_TOP, err) == LCT_OK) {
        tar_put_end(&p.tar);
        file_write_new(path, p.tar.data, p.tar.len, 0600, err);
    }
    buf_done(&p.tar);
    buf_done(&p.text);
    return err->code ? lct_wrap(err, "copying the inventory") : LCT_OK;
}

// ---- when

static bool
holds_anything(const struct folder *f)
{
    _own_(free) char *top = file_of(f, NAME_TOP);

    return file_exists(top);
}

// Before the first write of a day. It must not keep anybody from his work: an inventory that cannot
// be copied may still be written.
void
folder_backup_daily(struct folder *f)
{
    _own_(free) char *folder = copies_folder(f->path);
    const struct copies copies = { folder, COPY_SUFFIX };
    _own_(free) char *path = copies_daily_path(&copies, loop_wall_ms(f->attempts.loop));

    f->backed_up = true;
    if (!file_exists(path) && holds_anything(f) && folder_copy(f, path, ERR_IGNORED) == LCT_OK)
        copies_prune(&copies);
}

static int
copy_locked(struct folder *f, const char *path, struct lct_err *err)
{
    if (folder_lock_waiting(f, TO_READ, err) < 0)
        return err->code;
    folder_copy(f, path, err);
    folder_unlock(f);
    return err->code;
}

int
folder_backup(struct store *store, const char *path, char **ret, struct lct_err *err)
{
    struct folder *f = folder_of(store);
    _own_(free) char *folder = copies_folder(f->path);
    const struct copies copies = { folder, COPY_SUFFIX };
    _own_(free) char *file =
        path ? mem_strdup(path)
             : copies_new_path(&copies, loop_wall_ms(f->attempts.loop), "manual");

    if (!path && file_mkdirs(folder, 0700, err) < 0)
        return err->code;
    if (file_exists(file))
        return lct_fail(err, LCT_EEXISTS, "%s is there already", file);
    if (copy_locked(f, file, err) < 0)
        return err->code;
    if (!path)
        copies_prune(&copies);
    *ret = take(file);
    return LCT_OK;
}
