// SPDX-License-Identifier: MIT
// A real sshd on a loopback port, with keys and configuration of its own in a temporary folder.
#ifndef TEST_SSHD_H
#define TEST_SSHD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/secret.h"

struct sshd {
    char dir[64];
    pid_t pid;
    unsigned port;
    char *user;        // who may log in: the one who runs the test
    char *host_public; // "ssh-ed25519 AAAA..."
    struct secret *user_private;
};

bool sshd_installed(void);
void sshd_start(struct sshd *d); // returns when it listens
// One more, whose keys are of this seed, and that is told this before all else.
void sshd_start_as(struct sshd *d, const char *seed, const char *config);
void sshd_kill_sessions(const struct sshd *d); // all connections to it die
void sshd_stop(struct sshd *d);
char *sshd_log(const struct sshd *d); // free() it

unsigned loopback_listen(int *fd); // a port that accepts connections and says nothing

#endif
