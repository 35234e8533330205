// SPDX-License-Identifier: MIT
// The lock of the folder: one writes, or several read. It is had for as long as one read or commit
// takes, within one turn of the loop; whoever died with it has lost it.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/err.h"
#include "store/json/folder.h"

#define BUSY_MS 5000 // where no loop waits
#define AGAIN_MS 5

static int
fail_busy(const struct folder *f, struct lct_err *err)
{
    lct_fail(err, LCT_ERETRY, "the inventory %s is locked by another program", f->path);
    return lct_hint(err, "wait until that program is done with it, and try again");
}

// Is the file that is locked still the one that others will lock? Not where the folder was moved.
static bool
is_the_lock(int fd, const char *path)
{
    struct stat ours, theirs;

    return fstat(fd, &ours) == 0 && stat(path, &theirs) == 0 && ours.st_ino == theirs.st_ino &&
           ours.st_dev == theirs.st_dev;
}

static int
lock(struct folder *f, int how, struct lct_err *err)
{
    _own_(free) char *path = file_of(f, "lock");
    _own_(fd) int fd = open(path, O_RDONLY | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0)
        return file_fail(f, "open", "lock", err);
    if (flock(fd, how | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? fail_busy(f, err) : file_fail(f, "lock", "lock", err);
    if (!is_the_lock(fd, path))
        return fail_busy(f, err);
    f->lock = take_fd(&fd);
    return LCT_OK;
}

// What others committed and did not finish, or a reboot lost, is brought to its files by whoever
// comes first, alone.
static int
bring_up(struct folder *f, struct lct_err *err)
{
    if (folder_is_current(f))
        return LCT_OK;
    if (flock(f->lock, LOCK_EX | LOCK_NB) < 0)
        return errno == EWOULDBLOCK ? fail_busy(f, err) : file_fail(f, "lock", "lock", err);
    return folder_recover(f, err);
}

int
folder_lock(struct folder *f, enum lock_for what, struct lct_err *err)
{
    if (what != TO_READ && f->store.mode == STORE_READ)
        return lct_fail(err, LCT_EUSAGE, "the inventory %s is open for reading only", f->path);
    if (lock(f, what == TO_READ ? LOCK_SH : LOCK_EX, err) < 0)
        return err->code;
    if (what != TO_MAKE && bring_up(f, err) < 0) {
        folder_unlock(f);
        return err->code;
    }
    if (what == TO_WRITE && !f->backed_up)
        folder_backup_daily(f);
    return LCT_OK;
}

int
folder_lock_waiting(struct folder *f, enum lock_for what, struct lct_err *err)
{
    for (int ms = 0; folder_lock(f, what, err) < 0; ms += AGAIN_MS) {
        if (err->code != LCT_ERETRY || ms >= BUSY_MS)
            return err->code;
        usleep(AGAIN_MS * 1000);
        *err = (struct lct_err){ 0 };
    }
    return LCT_OK;
}

void
folder_unlock(struct folder *f)
{
    if (f->lock >= 0)
        close(f->lock);
    f->lock = -1;
}
