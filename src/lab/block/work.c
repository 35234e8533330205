// SPDX-License-Identifier: MIT
// Work on the files that are disks.
#include "lab/block/work.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/embed.h"
#include "base/err.h"
#include "base/str.h"

#define WORDS 8
#define SAID 200

extern const struct embedded lab_disk_script[];

static void __attribute__((noreturn)) child_run(int said, const char *const *words)
{
    static const char *const shell[] = { "sh", "-c", NULL, "disk" };
    char *argv[WORDS + 5] = { NULL };
    size_t n = sizeof shell / sizeof *shell;
    sigset_t none;

    memcpy(argv, shell, sizeof shell);
    argv[2] = (char *)(uintptr_t)lab_disk_script[0].data;
    for (size_t i = 0; words[i] && i < WORDS; i++)
        argv[n++] = (char *)(uintptr_t)words[i];
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    dup2(said, STDERR_FILENO);
    close_range(3, ~0U, 0);
    execvp("sh", argv);
    _exit(127);
}

int
work_start(struct work *w, const char *const *words, struct lct_err *err)
{
    int said[2];

    if (pipe2(said, O_CLOEXEC | O_NONBLOCK) < 0)
        return lct_fail(err, LCT_EFAILED, "cannot make a pipe: %s", strerror(errno));
    w->said = said[0];
    w->pid = fork();
    if (w->pid == 0)
        child_run(said[1], words);
    close(said[1]);
    if (w->pid > 0)
        return LCT_OK;
    close(w->said);
    return lct_fail(err, LCT_EFAILED, "cannot start a process: %s", strerror(errno));
}

int
work_end(struct work *w, int status, struct lct_err *err)
{
    char text[SAID];
    ssize_t n = read(w->said, text, sizeof text - 1);

    close(w->said);
    text[n > 0 ? n : 0] = '\0';
    text[strcspn(text, "\n")] = '\0';
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return LCT_OK;
    return lct_fail(err, LCT_EFAILED, "%s", text[0] ? text : "the work on a disk failed");
}
