// SPDX-License-Identifier: MIT
// What libssh's failures mean to the caller.
#include <string.h>

#include "base/str.h"
#include "shell/libssh/libssh.h"

// Servers write into these texts; they end up on terminals.
static void
text_clean(char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < 0x20 || (unsigned char)*s >= 0x7f)
            *s = '?';
}

int
ssh_fault(ssh_session ssh, int code, const char *peer, struct lct_err *err)
{
    char text[256];
    snprintf(text, sizeof text, "%s", ssh_get_error(ssh));
    text_clean(text);
    // A server without an ed25519 host key cannot be the one we know; asking again will not help.
    if (strstr(text, "no match for method server host key"))
        return lct_fail(
            err, LCT_EAUTH, "%s has no host key of the kind expected (ssh-ed25519)", peer);
    return lct_fail(err, code, "%s: %s", peer, *text ? text : "the connection was closed");
}
