// SPDX-License-Identifier: MIT
// Bastions before the sshd of world.h: real ones, too, each with keys of its own.
#ifndef TEST_LIBSSH_HOPS_H
#define TEST_LIBSSH_HOPS_H

#include "shell/libssh/bastion.h"
#include "world.h"

extern struct sshd front, second, mute; // mute carries nothing on
extern struct shell_target at_front, at_second, at_mute;

int all_start(void **state);
int all_stop(void **state);

struct shell_target target_of(const struct sshd *d, const char *name);
struct shell_target behind(const struct shell_target *bastion); // our sshd

size_t count_log(const struct sshd *d, const char *what);
size_t logins_at(const struct sshd *d);
const struct libssh_shell *inside(const struct world *w);

struct shell_session *log_in_to(struct world *w, const struct shell_target *t);
void check_echo(struct world *w, struct shell_session *s);

// A command that has begun, and is ended by killing it.
void start_sleep(struct world *w, struct shell_session *s, struct run_got *got);
void end_sleep(struct run_got *got);

void wait_sessions(struct world *w, size_t n); // until so many are left, bastions' too

// A login that must fail like this, and leave nothing behind.
void check_refused(
    const struct shell_target *t, int64_t ms, int code, const char *begins, const char *has);

// A port that lets nobody in any more: who connects waits for an answer.
unsigned deaf_listen(int fds[3]);

#endif
