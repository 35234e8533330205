// SPDX-License-Identifier: MIT
// The shell port: sessions on nodes. A session is kept open between phases; commands on it run one
// after another or side by side (channels).
#ifndef PORT_SHELL_H
#define PORT_SHELL_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/secret.h"
#include "io/op.h"

struct shell;
struct shell_session;

// What carries a connection to a host. Both NULL: nothing, it is reached straight.
struct shell_via {
    const char *dialer; // path of a dial socket (io/dial.h)
    // A session on it carries the connection: one for all whose bastion is the same. It has a via
    // of its own, and is let in by its host keys only. Instead of a dialer.
    const struct shell_target *bastion;
};

struct shell_target {
    const char *host; // IP literal; NULL: there is no way to it yet, LCT_ERETRY
    unsigned port;    // 0: 22
    const char *user;
    // The only host keys that are accepted, one "ssh-ed25519 AAAA..." a line. NULL or "": refused.
    const char *host_keys;
    // Any host key is let in, and told by host_key(): what is said over such a session is believed
    // only with a proof that no other machine can give. host_keys is not looked at.
    bool any_host_key;
    const struct secret *private_key; // OpenSSH format
    struct shell_via via;
    const char *name; // of a bastion, in messages: "through NAME: ..."; NULL: USER@HOST:PORT
};

// Failures: LCT_ERETRY (not reachable, refused, closed in the handshake: sshd is not up yet),
// LCT_EAUTH (the host key is not the one expected, the key is refused, a bastion carries nothing
// on: says which). What begins with "through NAME: " befell the bastion.
typedef void shell_session_fn(void *user, const struct lct_err *err, struct shell_session *s);

struct shell_command {
    const char *command; // for the login shell
    const void *input;   // stdin; borrowed until the callback
    size_t input_len;
    // Instead of input, where it is made piece by piece: fills up to n bytes at data and yields how
    // many; 0 ends it, -1 gives the command up (LCT_ECANCELLED). It starts and cancels nothing.
    ssize_t (*on_input)(void *user, char *data, size_t n);
    int64_t deadline_ms;
    size_t max_output; // of each stream; 0: 1 MiB; more is dropped and marked in the result
    void (*on_output)(void *user, int stream, const char *data, size_t n); // NULL: collected only
};

struct shell_result {
    int status; // exit status; 128 + n when killed by a signal
    const char *out, *err_out;
    size_t out_len, err_len;
    bool cut; // output was dropped
};

// err: the session broke (LCT_EAMBIGUOUS: the command may have run) or the deadline passed.
typedef void shell_run_fn(void *user, const struct lct_err *err, const struct shell_result *r);

struct shell_ops {
    const char *name; // "libssh", "openssh", "mem"
    struct op *(*connect)(struct shell *sh, const struct shell_target *t, int64_t deadline_ms,
        shell_session_fn *fn, void *user);
    struct op *(*run)(
        struct shell_session *s, const struct shell_command *c, shell_run_fn *fn, void *user);
    void (*close_session)(struct shell_session *s); // commands under way end with LCT_ECANCELLED
    bool (*alive)(const struct shell_session *s);
    // The server's, "ssh-ed25519 AAAA..."; lives as long as the session.
    const char *(*host_key)(const struct shell_session *s);
    void (*close)(struct shell *sh);
};

struct shell {
    const struct shell_ops *ops;
};

// SSH keys (src/shell/libssh/key.c). An ed25519 pair out of a 32-byte seed: the private key in
// OpenSSH format, the public one as "ssh-ed25519 AAAA... comment" (free() it).
int ssh_key_from_seed(const unsigned char seed[static 32], const char *comment,
    struct secret **private_key, char **public_key, struct lct_err *err);

// The ssh-ed25519 keys, one a line, that a known_hosts file has of a host
// (src/shell/libssh/known.c); NULL: none, or one that is revoked. free() it.
char *ssh_known_keys(const char *known_hosts, const char *host);

// The seed of a purpose ("host", "controller") for a subject, derived from a cluster's root secret
// by keyed BLAKE2b; so one secret, stored before the first machine is asked for, makes every key.
void ssh_seed_derive(const struct secret *root, const char *purpose, const char *subject,
    unsigned char seed[static 32]);

#endif
