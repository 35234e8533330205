// SPDX-License-Identifier: MIT
// Host keys out of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): names in it may be
// hashed, patterns, or with a port; libssh knows.
#include <libssh/libssh.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/own.h"
#include "base/str.h"
#include "port/shell.h"

#define LINE_MAX_BYTES 16384

// The keys are of the type that sessions are opened with.
static void
add_key(struct buf *out, const struct ssh_knownhosts_entry *e)
{
    char *text = NULL;

    if (ssh_key_type(e->publickey) != SSH_KEYTYPE_ED25519 ||
        ssh_pki_export_pubkey_base64(e->publickey, &text) != SSH_OK)
        return;
    buf_addf(out, "%sssh-ed25519 %s", out->len ? "\n" : "", text);
    ssh_string_free_char(text);
}

// What is marked - revoked, or an authority - is no host's key.
static void
add_line(struct buf *out, const char *line, size_t n, const char *host)
{
    struct ssh_knownhosts_entry *e = NULL;

    if (!n || n > LINE_MAX_BYTES || *line == '#' || *line == '@')
        return;
    _own_(free) char *copy = mem_strndup(line, n);
    if (ssh_known_hosts_parse_line(host, copy, &e) != SSH_OK)
        return;
    add_key(out, e);
    ssh_knownhosts_entry_free(e);
}

// Is the key revoked there, for whatever host?
static bool
is_revoked(const char *known_hosts, const char *key)
{
    const char *data = strchr(key, ' ');

    for (const char *p = known_hosts; data && (p = strstr(p, "@revoked")) != NULL; p++) {
        size_t n = strcspn(p, "\n");
        _own_(free) char *line = mem_strndup(p, n);
        if (strstr(line, data + 1))
            return true;
    }
    return false;
}

char *
ssh_known_keys(const char *known_hosts, const char *host)
{
    struct buf out = { 0 };

    for (const char *p = known_hosts; *p;) {
        size_t n = strcspn(p, "\r\n");
        add_line(&out, p, n, host);
        p += n + strspn(p + n, "\r\n");
    }
    if (!out.len || is_revoked(known_hosts, buf_str(&out))) {
        buf_done(&out);
        return NULL;
    }
    return buf_take(&out);
}
