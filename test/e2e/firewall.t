#!/bin/sh
# SPDX-License-Identifier: MIT
# Twenty nodes in two groups with one rule between them, scanned from outside: from a node of each
# group and from a stranger on the same private network, over IPv4 (public and private) and IPv6.
. "$(dirname "$0")/e2e.sh"
lab_up

ok 'a cluster of 20 nodes' lt cluster create prod "$top/examples/two-groups.yaml" --yes
is 20 "$(lt cluster nodes prod --json | jq '[.nodes[] | select(.state == "started")] | length')" 'all are started'
is 20 "$(linodes)" 'the account holds 20 Linodes'

field() { # NODE FIELD
    lt node show "$1" --json | jq -r ".node.$2"
}
web=$(lt query 'cluster=prod and group=web' --format '{label}' | head -n 1)
web2=$(lt query 'cluster=prod and group=web' --format '{label}' | sed -n 2p)
db=$(lt query 'cluster=prod and group=db' --format '{label}' | head -n 1)
db2=$(lt query 'cluster=prod and group=db' --format '{label}' | sed -n 2p)
addresses() {
    echo "$(field "$1" public_ipv4) $(field "$1" private_ipv4) $(field "$1" ipv6)"
}

# Something listens on many ports of the targets, so that only the firewall can keep them shut.
listener='import socket, time
for family, any in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
    for port in (80, 443, 5432, 8080, 60000):
        s = socket.socket(family, socket.SOCK_STREAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        s.bind((any, port))
        s.listen(64)
        globals().setdefault("kept", []).append(s)
time.sleep(600)'
for node in "$web2" "$db" "$db2"; do
    ok "listeners on $node" lt node ssh "$node" -- \
        "sudo systemd-run --quiet --unit listeners python3 -c '$listener'"
done
sleep 1

# A stranger: a Linode of the same account and region that no plan made.
ssh-keygen -q -t ed25519 -N '' -f "$work/key"
body=$(jq -n --arg key "$(cat "$work/key.pub")" '{region: "us-east", type: "g6-nanode-1",
    image: "linode/debian12", label: "stranger", private_ip: true, authorized_keys: [$key]}')
tries=0 # the 21st create within 15 seconds is one too many for the API
until api POST /v4/linode/instances "$body" >"$work/stranger.json" && jq -e .id "$work/stranger.json" >/dev/null ||
    [ $((tries += 1)) -gt 30 ]; do sleep 1; done
stranger=$(jq -r '.ipv4[0]' "$work/stranger.json")
on_stranger() {
    ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -i "$work/key" \
        -o "ProxyCommand=$LCT_BUILD/linodetool lab dial %h %p" -o ProxyUseFdpass=yes \
        "root@$stranger" "$@"
}
tries=0
until on_stranger true 2>/dev/null || [ $((tries += 1)) -gt 60 ]; do sleep 0.5; done
ok 'the stranger is up' on_stranger true

scan_from_stranger() { # LAST ADDRESS...
    last_port=$1
    shift
    on_stranger "ulimit -n 16384; python3 - any 1 $last_port $*" <"$top/test/e2e/scan.py" | sort -u
}
scan_from_node() { # NODE ADDRESS...
    from=$1
    shift
    lt node ssh "$from" -- "sudo sh -c 'ulimit -n 16384; python3 - open 1 65535 $*'" \
        <"$top/test/e2e/scan.py" | sort -u
}
only() { # PORT ADDRESS... : the lines of a scan in which just this port answers
    port=$1
    shift
    for address; do echo "$address $port"; done | sort -u
}

all=$(addresses "$db")
all_web2=$(addresses "$web2")
# shellcheck disable=SC2086 # addresses are words
{
    is "$(only 22 $all)" "$(scan_from_stranger 65535 $all)" 'a stranger reaches SSH of a db node, nothing else'
    is "$(only 5432 $all)" "$(scan_from_node "$web" $all)" 'a web node reaches 5432 of a db node, nothing else'
    is '' "$(scan_from_node "$db2" $all)" 'a db node reaches nothing of another db node'
    is '' "$(scan_from_node "$web" $all_web2)" 'a web node reaches nothing of another web node'
}
stranger_private=$(jq -r '.ipv4[] | select(startswith("192.168."))' "$work/stranger.json")
status 1 'an outgoing connection that the plan did not open fails' lt node ssh "$web" -- \
    "timeout 3 python3 -c 'import socket; socket.create_connection((\"$stranger_private\", 22), 2)'"

password_login() {
    ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o PubkeyAuthentication=no \
        -o PreferredAuthentications=password,keyboard-interactive -o BatchMode=yes \
        -o "ProxyCommand=$LCT_BUILD/linodetool lab dial %h %p" -o ProxyUseFdpass=yes -v \
        "$1@$(field "$db" public_ipv4)" true
}
for user in root admin; do
    status 255 "password login is refused: $user" password_login $user
    has "$work/err" 'Authentications that can continue: publickey' "and not even offered: $user"
done

ok 'the stranger is removed' api DELETE "/v4/linode/instances/$(jq -r .id "$work/stranger.json")"
ok 'the cluster is deleted' lt cluster delete prod --yes
is 0 "$(linodes)" 'the account is empty'
finish
