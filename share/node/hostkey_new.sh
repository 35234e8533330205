# Makes a host key that never leaves this node, beside the one in use, and tells its public half.
# One that an earlier run made is told again.
set -eu
next=/etc/ssh/lct_next_host_key
ssh-keygen -y -P '' -f "$next" >/dev/null 2>&1 || {
    rm -f "$next" "$next.pub"
    ssh-keygen -q -t ed25519 -N '' -C "$LCT_HOSTNAME" -f "$next"
}
ssh-keygen -y -P '' -f "$next" | awk '{ print $1, $2 }'
