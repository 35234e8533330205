#!/bin/bash
# SPDX-License-Identifier: MIT
# 82 nodes at once: each hardened and known to all others as seen from outside, in at most one and a
# half times of what this machine needs to boot 82 Linodes that nobody looks after.
# alone: it measures
. "$(dirname "$0")/../e2e.sh"
lab_up
n=${LCT_FLEET:-82}
supervisor=$(pgrep -f -P "$(jq -r .pid "$XDG_STATE_HOME/lct-lab/status.json")" '^lct-lab supervisor')
ssh-keygen -q -t ed25519 -N '' -f "$work/key"

# How fast Linodes may be asked for is the API's matter: the budget is lifted.
lab_empty() {
    lab_control POST /reset >/dev/null
    lab_control POST /limits '{"class": "create", "limit": 1000, "window_s": 15}' >/dev/null
}
in_lab() { nsenter --net="/proc/$supervisor/ns/net" "$@"; } # no proxy stands between us and the nodes

# What anybody's first Linode gets: a key, and the two lines of user-data that name it. cloud-init
# runs as it does in Linode's images; nothing is hardened.
bare_requests() {
    local i data
    for ((i = 1; i <= n; i++)); do
        data=$(printf '#cloud-config\nhostname: bare%d\n' "$i" | base64 -w0)
        jq -n --arg name "bare$i" --arg key "$(cat "$work/key.pub")" --arg data "$data" '{region: "us-east",
            type: "g6-nanode-1", image: "linode/debian12", private_ip: true, label: $name,
            authorized_keys: [$key], metadata: {user_data: $data}}' >"$work/body.$i"
        printf 'url = "%s/v4/linode/instances"\nrequest = POST\nheader = "Authorization: Bearer %s"\n' "$url" "$token"
        printf 'header = "Content-Type: application/json"\ndata = "@%s"\nnext\n' "$work/body.$i"
    done | sed '$d' >"$work/requests"
}

# bare_start: seconds until SSH answered on all of them.
bare_start() {
    local began=$EPOCHREALTIME until=$((SECONDS + 300)) seen=0 left
    curl -sS --fail-early -K "$work/requests" | jq -r '.ipv4[0]' >"$work/bare"
    left=$(cat "$work/bare")
    [ "$(echo "$left" | wc -l)" = "$n" ] || return
    : >"$work/seen"
    while [ -n "$left" ] && [ $SECONDS -lt $until ]; do
        # shellcheck disable=SC2086 # addresses are words
        in_lab ssh-keyscan -T 2 -t ed25519 $left 2>/dev/null | awk '{ print $1 }' >>"$work/seen"
        left=$(grep -vxFf "$work/seen" "$work/bare")
        sleep 0.1
    done
    seen=$(sort -u "$work/seen" | wc -l)
    echo "# $seen bare Linodes of $(wc -l <"$work/bare")" >&2
    [ "$seen" = "$n" ] && echo "$EPOCHREALTIME - $began" | bc
}

load() { cut -d' ' -f1 /proc/loadavg; }
everywhere() { lt cluster run fleet -l root --json -- "$1" | jq -r '.nodes[] | "\(.status) \(.stdout | rtrimstr("\n"))"' | sort | uniq -c; }

cat >"$work/plan.yaml" <<P
name: fleet
regions:
- region: us-east
  nodes:
  - {name: n, type: g6-nanode-1, image: linode/debian12, count: $n, firewall: ['allow in tcp 7000 from n']}
P

# The machine's load comes and goes: half of the bare starts before, half behind.
bare_requests
lab_empty
first=$(bare_start)
lab_empty
began=$EPOCHREALTIME
ok "$n nodes are created" lt cluster create fleet "$work/plan.yaml" --yes
created=$(echo "$EPOCHREALTIME - $began" | bc)
is "$n" "$(linodes)" 'so many Linodes there are'
is "$n" "$(lt cluster nodes fleet --json | jq '[.nodes[] | select(.state == "started")] | length')" 'all started'

# Each of them, from outside.
ssh='ssh -n -F none -o BatchMode=yes -o LogLevel=ERROR -o StrictHostKeyChecking=no
    -o UserKnownHostsFile=/dev/null -o PreferredAuthentications=none'
lt cluster nodes fleet --json | jq -r '.nodes[].public_ipv4' >"$work/addresses"
is "$n root@: Permission denied (publickey)." "$(in_lab xargs -P 4 -I {} sh -c "$(echo $ssh) root@{} || :" <"$work/addresses" 2>&1 |
    tr -d '\r' | sed 's/@[0-9.]*:/@:/' | sort | uniq -c | xargs)" 'none offers a password'
# shellcheck disable=SC2016 # for the nodes' shells
is "$n 0 no without-password" "$(everywhere 'sshd -T -C user=root,host=x,addr=198.18.0.9 |
    awk '\''$1 == "passwordauthentication" { p = $2 } $1 == "permitrootlogin" { r = $2 } END { print p, r }'\' | xargs)" \
    'sshd of each says so'
is "$n 0 policy drop; enabled" "$(everywhere 'echo $(nft list chain inet lct input | grep -o "policy drop;") $(systemctl is-enabled lct-firewall)' |
    xargs)" 'each has its firewall, at boot too'
is "$n 0 2" "$(everywhere "grep -cE '^(root|admin):[*]:' /etc/shadow" | xargs)" 'nobody has a password'
is "$n 0 $n" "$(everywhere "sed -n '/^# lct begin/,/^# lct end/p' /etc/hosts | grep -vc '^#'" | xargs)" 'each knows all'
sections=$(everywhere "sed -n '/^# lct begin/,/^# lct end/p' /etc/hosts | grep -v '^#' | sort | md5sum")
is "$n" "$(echo "$sections" | awk '{ print $1 }' | xargs)" 'by the same names and addresses'
other=$(tail -n 1 "$work/addresses")
shut() { ! in_lab timeout 1 bash -c "</dev/tcp/$other/$1" 2>/dev/null; }
ok 'who is no member does not get in' shut 7000

marker=$(lab_control GET /log | jq '.[-1].n')
ok 'the same plan again' lt cluster apply fleet "$work/plan.yaml"
asked=$(lab_control GET "/log?since=$marker" | jq '[.[] | select(.target | startswith("/v4"))] | length')
is 1 "$((asked <= 12))" "costs at most 12 requests ($asked)"
is 0 "$(lab_control GET "/log?since=$marker" | jq '[.[] | select(.target | startswith("/v4")) | select(.method != "GET")] | length')" \
    'and changes nothing'

lab_empty
second=$(bare_start)
ratio=$(echo "scale=2; 2 * $created / ($first + $second)" | bc)
echo "# bare $first and $second s, create $created s, ratio $ratio, load $(load)"
is 1 "$(echo "$ratio <= 1.5" | bc)" "in $ratio times of a bare start, of 1.5"
finish
