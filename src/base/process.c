// SPDX-License-Identifier: MIT
// Which process a number means: numbers come again, within one boot and after it.
#include "base/process.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "base/str.h"

#define STARTED_FIELD 22 // of stat, see proc(5)

int64_t
process_started(pid_t pid)
{
    _own_(buf) struct buf text = { 0 };
    char path[32], state = 'X';
    const char *at;

    if (kill(pid, 0) < 0 && errno == ESRCH)
        return 0;
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    if (file_read(path, 4096, &text, ERR_IGNORED) < 0)
        return -1;
    at = strrchr(buf_str(&text), ')'); // its name may hold anything
    if (at && at[1] == ' ')
        state = at[2];
    for (int field = 2; at && field < STARTED_FIELD; field++)
        at = strchr(at + 1, ' ');
    if (!at)
        return -1;
    return state == 'Z' || state == 'X' ? 0 : strtoll(at, NULL, 10);
}

const char *
process_boot(char out[static BOOT_TEXT])
{
    _own_(buf) struct buf text = { 0 };

    out[0] = '\0';
    if (file_read("/proc/sys/kernel/random/boot_id", BOOT_TEXT, &text, ERR_IGNORED) == 0)
        snprintf(out, BOOT_TEXT, "%s", str_trim(text.data));
    return out;
}
