# Proves that this is the node that we made: what its identity holds, only root of it and we know.
# LCT_NONCE makes each proof another; the host key in it says who was asked.
set -eu
key=$(cut -d ' ' -f 1,2 /etc/ssh/ssh_host_ed25519_key.pub)
{
    printf '%s\n%s\n' "$LCT_NONCE" "$key"
    cat /etc/lct/identity
} | sha256sum | cut -d ' ' -f 1
