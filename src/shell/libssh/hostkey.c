// SPDX-License-Identifier: MIT
// The server must hold one of the host keys that we know; nothing is learnt, nothing is asked.
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/str.h"
#include "shell/libssh/libssh.h"

static void
own_ssh_text(char **s)
{
    ssh_string_free_char(*s);
}

static void
own_ssh_key(ssh_key *k)
{
    ssh_key_free(*k);
}

// "SHA256:..." or "?"; free() it.
static char *
key_fingerprint(const ssh_key key)
{
    unsigned char *hash = NULL;
    size_t n = 0;
    if (!key || ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &n) != SSH_OK)
        return mem_strdup("?");
    char *text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, n);
    char *copy = mem_strdup(text ? text : "?");
    ssh_string_free_char(text);
    ssh_clean_pubkey_hash(&hash);
    return copy;
}

static char *
line_fingerprint(const char *base64)
{
    _own_(ssh_key) ssh_key key = NULL;
    if (ssh_pki_import_pubkey_base64(base64, SSH_KEYTYPE_ED25519, &key) != SSH_OK)
        return mem_strdup("an unreadable key");
    return key_fingerprint(key);
}

// Compares with every line; the fingerprints of those that differ go to `known`.
static bool
lines_have(const char *lines, const char *base64, struct buf *known)
{
    _own_(arena) struct arena *a = arena_new();
    char **line, **word;
    size_t n = str_split(a, lines, "\r\n", &line);
    for (size_t i = 0; i < n; i++) {
        if (str_split(a, line[i], " \t", &word) < 2 || !str_eq(word[0], "ssh-ed25519"))
            continue;
        if (str_eq(word[1], base64))
            return true;
        _own_(free) char *text = line_fingerprint(word[1]);
        buf_addf(known, "%s%s", known->len ? " or " : "", text);
    }
    return false;
}

int
hostkey_check(struct shell_session *s, const char *expected, struct lct_err *err)
{
    _own_(ssh_key) ssh_key key = NULL;
    _own_(ssh_text) char *base64 = NULL;
    if (ssh_get_server_publickey(s->ssh, &key) != SSH_OK ||
        ssh_pki_export_pubkey_base64(key, &base64) != SSH_OK)
        return lct_fail(err, LCT_EAUTH, "%s shows no host key that can be read", s->peer);
    free(s->host_key);
    s->host_key = mem_printf("ssh-ed25519 %s", base64);
    _own_(buf) struct buf known = { 0 };
    if (!expected || lines_have(expected, base64, &known))
        return 0;
    _own_(free) char *got = key_fingerprint(key);
    lct_fail(err, LCT_EAUTH, "the host key of %s is not the one expected: expected %s, got %s",
        s->peer, known.len ? buf_str(&known) : "none", got);
    return lct_hint(err,
        "another machine answers at this address, or the node was rebuilt outside of this toolkit "
        "(cluster audit tells, cluster replace makes it anew); nothing was sent to it");
}
