# Makes a host key that never leaves this node, beside the one in use, and tells its public half.
# One that an earlier run made is told again.
set -eu
next=/etc/ssh/lct_next_host_key
key=$([ -s "$next" ] && ssh-keygen -y -P '' -f "$next" 2>/dev/null) || {
    rm -f "$next" "$next.pub"
    ssh-keygen -q -t ed25519 -N '' -C "$LCT_HOSTNAME" -f "$next"
    read -r key <"$next.pub"
}
# shellcheck disable=SC2086 # words: kind, key, comment
set -- $key
echo "$1 $2"
