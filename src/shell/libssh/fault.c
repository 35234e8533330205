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

// libssh words it "...: channel N error (REASON) TEXT", with the reasons of RFC 4254: 1 is
// "administratively prohibited".
int
ssh_forward_fault(ssh_session ssh, const char *peer, const char *bastion, struct lct_err *err)
{
    const char *reason = strstr(ssh_get_error(ssh), " error (");
    if (!reason || !str_starts(reason, " error (1)")) {
        ssh_fault(ssh, LCT_ERETRY, peer, err);
        return err->code;
    }
    lct_fail(err, LCT_EAUTH, "through %s: its sshd carries no connection on to %s", bastion, peer);
    return lct_hint(err, "it needs \"AllowTcpForwarding yes\" or \"local\" in its sshd_config, and "
                         "nothing against it by DisableForwarding or PermitOpen");
}
