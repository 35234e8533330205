// SPDX-License-Identifier: MIT
// The log of commits and how far the files are with it. A commit is one write and one fdatasync,
// whatever its size; its files follow without any. The file `applied` says with how much of the log
// the files agree, since which boot: after another one what was not synced may be lost, and what is
// in the log is done again, which changes nothing where it was done.
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "base/advice.h"
#include "base/err.h"
#include "base/file.h"
#include "base/str.h"
#include "store/json/folder.h"

#define LOG "commits.log"
#define APPLIED "applied"
#define LOG_MAX ((size_t)1 << 30) // bytes; far more than it grows to

// ---- where the files stand

static void
stand_text(const struct folder *f, char ret[static STAND_TEXT])
{
    snprintf(ret, STAND_TEXT, "%-36s %20lld %20zu\n", f->boot, (long long)f->logged.number,
        f->logged.bytes);
}

void
stand_read(const struct folder *f, char ret[static STAND_TEXT])
{
    _own_(free) char *path = file_of(f, APPLIED);
    _own_(buf) struct buf text = { 0 };

    if (file_read(path, STAND_TEXT - 1, &text, ERR_IGNORED) < 0)
        buf_clear(&text);
    snprintf(ret, STAND_TEXT, "%s", buf_str(&text));
}

// In place: torn, it agrees with nothing.
void
stand_write(struct folder *f)
{
    _own_(free) char *path = file_of(f, APPLIED);
    _own_(fd) int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    char text[STAND_TEXT];
    ssize_t n;

    stand_text(f, text);
    do
        n = fd < 0 ? 0 : pwrite(fd, text, strlen(text), 0);
    while (n < 0 && errno == EINTR);
}

void
stand_hear(struct folder *f)
{
    stand_text(f, f->heard);
}

bool
stand_is_heard(const struct folder *f)
{
    char now[STAND_TEXT];

    stand_text(f, now);
    return str_eq(now, f->heard);
}

// Commits with which the files agree, as of any boot; -1: nobody wrote it.
static int64_t
stand_number(const char *stand, char boot[static UUID_TEXT], long long *bytes)
{
    long long number;

    return sscanf(stand, "%36s %20lld %20lld", boot, &number, bytes) == 3 ? number : -1;
}

bool
folder_is_current(struct folder *f)
{
    _own_(free) char *path = file_of(f, LOG);
    char stand[STAND_TEXT], boot[UUID_TEXT];
    long long bytes;
    struct stat st;

    stand_read(f, stand);
    f->logged.number = stand_number(stand, boot, &bytes);
    if (f->logged.number < 0 || !str_eq(boot, f->boot) || stat(path, &st) < 0)
        return false;
    f->logged.bytes = (size_t)st.st_size;
    return st.st_size == bytes;
}

// ---- coming up

static int
check_only(void *user, const struct change *c, struct lct_err *err)
{
    return LCT_OK;
}

static int
do_again(void *user, const struct change *c, struct lct_err *err)
{
    const struct folder *f = user;

    if (c->verb != CHANGE_PUT)
        return file_remove(f, c, err);
    return file_prepare(f, 0, c, err) < 0 ? err->code : file_place(f, 0, c, err);
}

static int
fail_spoilt(struct folder *f, struct lct_err *err)
{
    f->spoilt = true;
    lct_wrap(err, "the log of commits %s/" LOG, f->path);
    return lct_hint(err, "%s names the copies of the inventory, %s puts one back",
        ADVICE(STORE_LIST), ADVICE(STORE_RESTORE));
}

// All of it is looked at before any of it is done again. What was in the files once must be there.
static int
check_log(struct folder *f, const struct buf *log, struct lct_err *err)
{
    char stand[STAND_TEXT], boot[UUID_TEXT];
    long long bytes;

    if (log_read(log->data, log->len, check_only, NULL, &f->logged, err) < 0)
        return fail_spoilt(f, err);
    stand_read(f, stand);
    if (stand_number(stand, boot, &bytes) <= f->logged.number)
        return LCT_OK;
    lct_fail(err, LCT_EFAILED, "it is damaged at byte %zu", f->logged.bytes);
    return fail_spoilt(f, err);
}

int
folder_recover(struct folder *f, struct lct_err *err)
{
    _own_(free) char *path = file_of(f, LOG), *applied = file_of(f, APPLIED);
    _own_(buf) struct buf log = { 0 };

    if (file_read(path, LOG_MAX, &log, err) < 0)
        return err->code == LCT_ENOTFOUND ? fail_spoilt(f, err) : err->code;
    if (check_log(f, &log, err) < 0)
        return err->code;
    if (log_read(log.data, f->logged.bytes, do_again, f, &f->logged, err) < 0)
        return lct_wrap(err, "bringing what was committed to its files");
    if (f->logged.bytes < log.len && truncate(path, (off_t)f->logged.bytes) < 0)
        return file_fail(f, "cut", LOG, err);
    file_forget_new(f);
    unlink(applied);
    stand_write(f);
    return LCT_OK;
}

// ---- going on

static int
append(int fd, const struct buf *text)
{
    size_t done = 0;

    while (done < text->len) {
        ssize_t n = write(fd, text->data + done, text->len - done);
        if (n < 0 && errno != EINTR)
            return -1;
        done += n > 0 ? (size_t)n : 0;
    }
    return fdatasync(fd);
}

// What cannot be taken back for certain may be found by whoever comes next.
static int
take_back(struct folder *f, int fd, struct lct_err *err)
{
    file_fail(f, "write", LOG, err);
    if (ftruncate(fd, (off_t)f->logged.bytes) < 0 || fdatasync(fd) < 0)
        err->code = LCT_EAMBIGUOUS;
    return err->code;
}

int
folder_log(struct folder *f, struct change *const *changes, size_t n, struct lct_err *err)
{
    _own_(free) char *path = file_of(f, LOG);
    _own_(fd) int fd = open(path, O_WRONLY | O_APPEND | O_CLOEXEC);
    _own_(buf) struct buf body = { 0 };
    _own_(buf) struct buf entry = { 0 };

    if (fd < 0)
        return file_fail(f, "write", LOG, err);
    for (size_t i = 0; i < n; i++)
        log_add_change(&body, changes[i]);
    log_add_commit(&entry, f->logged.number + 1, &body);
    if (f->logged.bytes + entry.len > LOG_MAX)
        return lct_fail(err, LCT_EUSAGE, "a commit of %zu bytes is too large", entry.len);
    if (append(fd, &entry) < 0)
        return take_back(f, fd, err);
    f->logged.number++;
    f->logged.bytes += entry.len;
    return LCT_OK;
}

// ---- beginning anew

int
folder_new_log(struct folder *f, struct lct_err *err)
{
    _own_(free) char *path = file_of(f, LOG);
    _own_(buf) struct buf text = { 0 };

    log_begin(&text, f->logged.number);
    if (file_write(path, text.data, text.len, 0600, err) < 0)
        return err->code;
    f->logged.bytes = text.len;
    return LCT_OK;
}

// Once all files are durable themselves, nobody needs what made them. Where that fails the log
// stays, and grows.
void
folder_shorten_log(struct folder *f, size_t most)
{
    if (f->logged.bytes > most && syncfs(f->lock) == 0 && folder_new_log(f, ERR_IGNORED) == LCT_OK)
        stand_write(f);
}
