// SPDX-License-Identifier: MIT
// Agents for SSH: what OpenSSH, and all that starts it (rsync, git, Ansible), logs in to a
// cluster's nodes with. Programs find one by its socket (IdentityAgent, SSH_AUTH_SOCK), which lies
// in a folder that only the user can enter, and ask it for signatures. The key stays in the memory
// of whoever serves: no program, file, argument or environment ever has it. To log in once: open,
// listen, start ssh by lct_node_ssh, serve until its pidfd says that it ended, close.
#ifndef LCT_AGENT_H
#define LCT_AGENT_H

#include "lct/toolkit.h"

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

// An agent with the key of one cluster. Nothing of it belongs to the toolkit: it may outlive it,
// and be served by another thread or in a child of fork(2). No process is started for it.
struct lct_agent;

// Chooses a place - a socket of its own in a new folder below XDG_RUNTIME_DIR of the environment,
// or /tmp; where `shared`, the one that all agents of the cluster share, of which one at a time
// serves
// - and reads the cluster's key from the secrets, unless somebody serves there already. *ret is
// yours (lct_agent_close). LCT_ENOTFOUND: there is no such cluster, or its key is not kept here:
// the nodes also take the user's own.
int lct_agent_open(
    struct lct *t, const char *cluster, bool shared, struct lct_agent **ret, struct lct_err *err);
// Its socket: an absolute path, as long as the agent. NULL of NULL.
const char *lct_agent_socket(const struct lct_agent *a);
// A command for a shell that sees to it that an agent serves at the cluster's shared place
// (`linodetool ssh-agent`); as long as the agent. NULL of NULL.
const char *lct_agent_command(const struct lct_agent *a);

// Makes the socket: from now on programs can connect, and wait until they are served. LCT_EEXISTS:
// another agent serves at the shared place, for a while from now; it will do.
int lct_agent_listen(struct lct_agent *a, struct lct_err *err);
// Serves, until the descriptor `until` can be read (a pidfd, a pipe, a signalfd; -1: none), or
// nobody connected for idle_ms (0: however long). It is on a loop of its own, which like all of the
// library's ignores SIGPIPE unless it is handled. LCT_EUSAGE: it does not listen; `until` cannot be
// waited for.
int lct_agent_serve(struct lct_agent *a, int until, int64_t idle_ms, struct lct_err *err);
// Removes the socket, and the folder that was made for it; NULL is fine.
void lct_agent_close(struct lct_agent *a);
// For the parent of a child of fork(2) that serves, and closes it: forgets the key and frees it,
// but removes nothing. NULL is fine.
void lct_agent_forget(struct lct_agent *a);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif

#endif
