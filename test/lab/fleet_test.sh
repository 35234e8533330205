#!/bin/bash
# SPDX-License-Identifier: MIT
# TAP test of the lab's nodes: real systemd nodes on this machine, real ssh by way of the dialer.
#
#   fleet_test.sh FLEET_DRIVER
#
# Needs root, mmdebstrap and reachable apt sources (the base is made once, in LCT_TEST_CACHE);
# skipped without them.
set -u
driver=$1
cache=${LCT_TEST_CACHE:-/var/tmp/lct-lab-test}
n=0

skip_all() {
    echo "1..0 # SKIP $1"
    exit 0
}

ok() { # ok NAME COMMAND...
    local name=$1
    shift
    n=$((n + 1))
    if "$@" >"$work/got" 2>&1; then
        echo "ok $n - $name"
    else
        echo "not ok $n - $name"
        head -20 "$work/got" | tr -d '\0' | sed 's/^/# /'
    fi
}

not() { ! "$@"; }

[ "$(id -u)" = 0 ] || skip_all "needs root"
command -v mmdebstrap >/dev/null || skip_all "needs mmdebstrap"
base=$("$driver" base "$cache" 2>/dev/null) || skip_all "the base cannot be made here"

work=$(mktemp -d /var/tmp/lct-fleet-test.XXXXXX)
state=$work/state
mkdir "$state"
ssh-keygen -q -t ed25519 -N '' -C test -f "$work/key"
ssh-keygen -q -t ed25519 -N '' -C host -f "$work/host"
{
    printf '#cloud-config\nruncmd:\n  - [touch, /root/ran]\nssh_keys:\n  ed25519_private: |\n'
    sed 's/^/    /' "$work/host"
    echo "  ed25519_public: $(cat "$work/host.pub")"
} >"$work/user-data"
pid=

cleanup() {
    exec 9>&-
    [ -z "$pid" ] || timeout 20 tail --pid="$pid" -f /dev/null || kill -9 "$pid"
    rm -rf "$work"
}
trap cleanup EXIT

start() { # start INIT
    rm -f "$work/in"
    mkfifo "$work/in"
    KEYS=$work/key.pub USER_DATA=$work/user-data "$driver" "$state" "$base" "$1" 20 \
        <"$work/in" >"$work/out" 2>&1 &
    pid=$!
    exec 9>"$work/in"
    said '^ready'
}

stop() {
    echo quit >&9
    exec 9>&-
    wait "$pid"
    pid=
    said '^stopped'
}

# said PATTERN: waits until the driver has said it.
said() {
    local i
    for i in $(seq 300); do
        grep -q -- "$1" "$work/out" && return 0
        sleep 0.05
    done
    echo "never said: $1"
    cat "$work/out"
    return 1
}

# ask LINE: one request, its answer must be ok.
ask() {
    : >"$work/out"
    echo "$1" >&9
    said "^$1 " && ! grep "^$1 error" "$work/out"
}

login() { # login HOST COMMAND...
    timeout 30 ssh -q -F none -i "$work/key" -o BatchMode=yes -o IdentitiesOnly=yes \
        -o StrictHostKeyChecking="${strict:-no}" -o UserKnownHostsFile="${known:-/dev/null}" \
        -o ProxyCommand="$driver dial $state/dial.sock %h %p" -o ProxyUseFdpass=yes "root@$1" "${@:2}"
}

# on HOST COMMAND...: tries until sshd is there.
on() {
    local i
    for i in $(seq 60); do
        login "$1" true 2>/dev/null && break
        sleep 0.1
    done
    login "$@"
}

# The command itself fails; the login does not (255).
fails() {
    local status
    on "$@"
    status=$?
    [ $status != 0 ] && [ $status != 255 ]
}

reaches() { on "$1" "ping -c1 -W2 $2 >/dev/null"; }
misses() { fails "$1" "ping -c1 -W2 $2 >/dev/null"; }

# Everything of a lab in this state folder that the kernel still holds.
gone() {
    local i left
    for i in $(seq 60); do
        left=$(
            pgrep -f "$state" | grep -v -x "$$" | while read -r p; do
                [ "$(ps -o ppid= -p "$p" | tr -d ' ')" = "$$" ] || ps -o pid=,args= -p "$p"
            done
            grep -- "$state" /proc/[0-9]*/mountinfo 2>/dev/null | head -3
            ip -o link | grep -E ': (region[0-9]|n[0-9]+e[0-9])'
        )
        [ -z "$left" ] && return 0
        sleep 0.05
    done
    echo "$left"
    return 1
}

groups() { find /sys/fs/cgroup -maxdepth 2 -name "lct-lab-$(printf %s "$state" | sha256sum | cut -c1-12)"; }

ok "a fleet starts" start systemd
cat >&9 <<EOF
node 1 us-east web-1 198.18.0.11/24 192.168.129.1/17 2001:db8:1::11/64
node 2 us-east web-2 198.18.0.12/24 192.168.129.2/17 2001:db8:1::12/64
node 3 eu-west web-3 198.18.1.13/24 192.168.129.3/17 2001:db8:2::13/64
node 4 us-east bad-4 198.18.0.14/24 - - unbootable
node 5 us-east cloud-5 198.18.0.15/24 - 2001:db8:1::15/64 cloud
node 6 eu-west thief-6 198.18.0.16/24 - -
node 7 eu-west far-7 203.0.113.7/24 - -
EOF
for i in 1 2 3 4 5 6; do ok "node $i is provisioned" ask "provision $i"; done
for i in 1 2 3; do ok "node $i boots" ask "boot $i"; done
ok "an address outside of the lab's ranges is refused" not ask "provision 7"
ok "a network of another region is refused" not ask "boot 6"
ok "ssh by address" on 198.18.0.11 true
ok "ssh by name" on web-2 true
ok "ssh by IPv6" on 2001:db8:2::13 true
ok "systemd is content" on web-1 'test "$(systemctl is-system-running --wait)" = running'
ok "its host name" on web-3 'test "$(hostname) $(hostname -f)" = "web-3 web-3"'
ok "a refused connection is told" bash -c \
    "'$driver' dial '$state/dial.sock' web-1 81 2>&1 | grep -q 'Connection refused'"
ok "an unknown name is told" bash -c \
    "'$driver' dial '$state/dial.sock' nobody 22 2>&1 | grep -q 'no node has that name'"
ok "the dialer is for its owner only" test "$(stat -c %a "$state/dial.sock")" = 600

ok "private addresses reach each other within a region" reaches web-1 192.168.129.2
ok "private addresses do not cross regions" misses web-1 192.168.129.3
ok "a forged private source does not cross regions" fails web-1 \
    'ping -c1 -W1 -I 192.168.129.1 198.18.1.13 >/dev/null'
ok "public addresses cross regions" reaches web-1 198.18.1.13
ok "public IPv6 addresses cross regions" reaches web-1 2001:db8:2::13
ok "nothing leads out" fails web-1 'ping -c1 -W1 192.0.2.1 || ping -c1 -W1 8.8.8.8'
ok "the private address of a stranger is unreachable without one's own" fails web-1 \
    'ip addr del 192.168.129.1/17 dev eth0; ping -c1 -W1 192.168.129.3'

swap=$(cat /proc/sys/vm/swappiness)
ok "sysctl of the host is read-only" fails web-1 sysctl -q -w vm.swappiness=3
ok "it did not change" test "$(cat /proc/sys/vm/swappiness)" = "$swap"
ok "sysctl of its own network works" on web-1 sysctl -q -w net.ipv4.tcp_fin_timeout=33
ok "the host's disks cannot be opened" fails web-1 'mknod /root/disk b 254 0 && head -c1 /root/disk'
ok "the kernel's log is closed" fails web-1 dmesg
ok "the clock is the host's" fails web-1 date -s 2001-01-01
ok "no control group of the host is in sight" on web-1 \
    'test ! -e /sys/fs/cgroup/../cgroup/lct-lab* && test -e /sys/fs/cgroup/init.scope'
ok "modules and kernels cannot be loaded" on web-1 \
    'python3 -c "import ctypes,sys; l=ctypes.CDLL(None,use_errno=True); sys.exit(l.syscall(175,0,0,0)!=-1 or ctypes.get_errno()!=1)"'
ok "its own firewall" on web-1 'nft add table inet t && nft list tables | grep -q inet'
ok "which is nobody else's" fails web-2 'nft list tables | grep inet'

on web-2 'touch /root/kept'
: >"$work/out"
on web-2 reboot 2>/dev/null
ok "a reboot from within is told" said '^ended 2 reboot'
ok "and starts it again with its files" on web-2 test -e /root/kept
ok "reboot from outside" ask "reboot 2"
ok "keeps its files too" on web-2 test -e /root/kept
: >"$work/out"
on web-2 poweroff 2>/dev/null
ok "a poweroff from within is told" said '^ended 2 poweroff'
echo "running 2" >&9
ok "and it does not run" said '^running 2 no'
ok "it boots again" ask "boot 2"
ok "with its files" on web-2 test -e /root/kept
ok "a shutdown is graceful" bash -c "s=\$(date +%s%N); $(declare -f ask said); work=$work; ask 'shutdown 2'; e=\$(((\$(date +%s%N) - s) / 1000000)); echo \"\$e ms\"; [ \$e -lt 3000 ]"
ok "a running node is not booted twice" not ask "boot 1"
ok "the disk of a running node is not made anew" not ask "provision 1"
ok "a fresh provision forgets the files" ask "provision 2"
ok "and it boots" ask "boot 2"
ok "without them" on web-2 test ! -e /root/kept

: >"$work/out"
echo "boot 4" >&9
ok "a node that cannot boot crashes" said '^ended 4 crash'
ok "and its console says why" grep -q 'Kernel panic' "$state/nodes/4/console.log"

ok "a node with user-data boots" ask "boot 5"
echo "198.18.0.15 $(cut -d' ' -f1,2 "$work/host.pub")" >"$work/known"
sleep 0.3
strict=yes known=$work/known
ok "its host key is the one handed over" on 198.18.0.15 true
strict=no known=/dev/null
ok "cloud-init ends well" on 198.18.0.15 'cloud-init status --wait | grep -q done && test -e /root/ran'

ok "destroy" ask "destroy 3"
ok "leaves no files" test ! -e "$state/nodes/3"

: >"$work/out"
kill -9 "$(pgrep -P "$pid")"
ok "the supervisor's death is told" said '^lost the supervisor was killed by signal 9'
wait "$pid"
pid=
ok "and took everything along" gone

ok "the next start" start systemd
ok "finds the nodes' files" test -d "$state/nodes/1/disks/0/upper"
cat >&9 <<EOF
node 1 us-east web-1 198.18.0.11/24 192.168.129.1/17 2001:db8:1::11/64
EOF
ok "and boots them" ask "boot 1"
ok "with their identity" on web-1 true
kill -9 "$pid"
wait "$pid" 2>/dev/null
pid=
exec 9>&-
ok "the daemon's death takes everything along" gone

ok "the tiny init starts after a crash" start tiny
echo "node 1 us-east web-1 198.18.0.11/24 - -" >&9
ok "tiny: provision" ask "provision 1"
ok "tiny: boot" ask "boot 1"
ok "tiny: ssh" on web-1 true
ok "tiny: reboot" ask "reboot 1"
ok "tiny: ssh again" on web-1 true
ok "tiny: shutdown" ask "shutdown 1"
ok "the fleet stops" stop
ok "and leaves nothing" gone
ok "no control group" test -z "$(groups)"
ok "no raised limit, no socket" test "$(ls "$state" | tr '\n' ' ')" = "fleet.lock nodes "
echo "1..$n"
