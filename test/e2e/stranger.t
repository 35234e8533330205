#!/bin/sh
# SPDX-License-Identifier: MIT
# What strangers get of a node: one who knocks since before it was born, and one in its private network who has
# the address that a member has in another region.
. "$(dirname "$0")/e2e.sh"
lab_up

cat >"$work/far.yaml" <<'PLAN'
name: far
regions:
- region: us-east
  nodes:
  - {name: db, type: g6-nanode-1, nodenames: '{name}-{index}', firewall: allow in tcp 5432 from web}
- region: eu-central
  nodes:
  - {name: web, count: 2, type: g6-nanode-1, nodenames: '{name}-{index}', firewall: allow out tcp 5432 to db}
PLAN

field() { # NODE FIELD
    lt node show "$1" --json | jq -r ".node.$2"
}
on() { # NODE COMMAND: as root
    lt node ssh "$1" -l root -- "$2"
}

# ---- a newborn

supervisor=$(pgrep -P "$(jq .pid "$XDG_STATE_HOME/lct-lab/status.json")" | head -n 1)
nsenter -t "$supervisor" -n python3 "$top/test/e2e/flood.py" 198.18.0.2 2001:db8:0:1:f03c:c6ff:fe12:2 \
    >"$work/flood" 2>&1 &
flood=$!
trap 'kill $flood 2>/dev/null; lt lab stop >/dev/null 2>&1; exit 1' INT TERM
rounds() {
    grep -c 'round$' "$work/flood"
}
more_rounds() { # N : waits until so many more were knocked
    until_round=$(($(rounds) + $1))
    while kill -0 $flood && [ "$(rounds)" -lt $until_round ]; do sleep 0.1; done
}

more_rounds 3
ok 'a cluster in two regions, knocked at while it is made' lt cluster create far "$work/far.yaml" --yes
is '198.18.0.2 2001:db8:0:1:f03c:c6ff:fe12:2' "$(field db-1 public_ipv4) $(field db-1 ipv6)" 'at the right door'
born=$(date +%s.%N)
more_rounds 40
kill $flood
is '' "$(awk -v born="$born" '$1 > born && $2 != "round"' "$work/flood")" \
    'a node that is ready answers nothing, not even who began before'
awk '$2 == "round" { next } !first { first = $1 } { last = $1; n[$3]++ }
    END { printf "# open at its first boot for %.2f s:", last - first; for (w in n) printf " %d %s", n[w], w; print "" }' \
    "$work/flood"
# shellcheck disable=SC2016 # for the node
is 'closed 0' "$(on db-1 'cd /var/lib/cloud/instance && grep -q "nft -f" boothooks/part-001 && echo closed' |
    tr '\n' ' ')$(on db-1 'cd /var/lib/cloud/instance && find sem -name "config_*" ! -newer boothooks/part-001 | wc -l')" \
    'it was closed before any module of cloud-init ran'

# ---- a stranger with the address of a member elsewhere

listener='import socket, time
kept = []
for family, any in ((socket.AF_INET, "0.0.0.0"), (socket.AF_INET6, "::")):
    for port in (80, 5432):
        s = socket.socket(family, socket.SOCK_STREAM)
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        s.bind((any, port))
        s.listen(64)
        kept.append(s)
time.sleep(600)'
ok 'listeners on db' on db-1 "systemd-run --quiet --unit listeners python3 -c '$listener'"
tries=0
until [ "$(on db-1 'ss -Hltn sport = :5432' | wc -l)" = 2 ] || [ $((tries += 1)) -gt 50 ]; do sleep 0.2; done

ssh-keygen -q -t ed25519 -N '' -f "$work/key"
body=$(jq -n --arg key "$(cat "$work/key.pub")" '{region: "us-east", type: "g6-nanode-1",
    image: "linode/debian12", label: "stranger", private_ip: true, authorized_keys: [$key]}')
api POST /v4/linode/instances "$body" >"$work/stranger.json"
on_stranger() {
    ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -i "$work/key" \
        -o "ProxyCommand=$LCT_BUILD/linodetool lab dial %h %p" -o ProxyUseFdpass=yes \
        "root@$(jq -r '.ipv4[0]' "$work/stranger.json")" "$@"
}
tries=0
until on_stranger true 2>/dev/null || [ $((tries += 1)) -gt 120 ]; do sleep 0.5; done
is "$(field web-2 private_ipv4)" "$(jq -r '.ipv4[] | select(startswith("192.168."))' "$work/stranger.json")" \
    'the stranger has the private address that a member has in another region'
is "$(field db-1 private_ipv4)" "$(field web-1 private_ipv4)" 'as two members have one, too'
db="$(field db-1 public_ipv4) $(field db-1 private_ipv4) $(field db-1 ipv6)"
ssh_only=$(for address in $db; do echo "$address 22"; done | sort)
is "$ssh_only" "$(on_stranger "ulimit -n 16384; python3 - any 1 9000 $db" <"$top/test/e2e/scan.py" | sort -u)" \
    'it opens him nothing'
# shellcheck disable=SC2086 # addresses are words
set -- $db
is "$(printf '%s\n' "$1 5432" "$3 5432" | sort)" \
    "$(lt node ssh web-2 -- "sudo sh -c 'ulimit -n 16384; python3 - open 1 9000 $1 $3'" <"$top/test/e2e/scan.py" | sort -u)" \
    'the member elsewhere comes by its public addresses'
is '' "$(lt cluster audit far --json | jq -r '.firewalls[]')" 'no firewall is amiss'

# ---- later boots

id=$(field db-1 id)
boot=$(on db-1 'cat /proc/1/stat' | cut -d ' ' -f 22)
api POST "/v4/linode/instances/$id/reboot" >/dev/null
tries=0
until [ "$(timeout 10 "$LCT_BUILD/linodetool" node ssh db-1 -l root -- 'cat /proc/1/stat' 2>/dev/null | cut -d ' ' -f 22)" \
    -gt "$boot" ] 2>/dev/null || [ $((tries += 1)) -gt 60 ]; do sleep 0.5; done
when() { # UNIT: when it became active, in µs since the boot
    on db-1 "systemctl show --value -p ActiveEnterTimestampMonotonic $1"
}
rules=$(when lct-firewall.service) network=$(when network-pre.target)
ok "at later boots its rules come before any network ($rules µs, $network µs)" \
    [ "$rules" -gt 0 -a "$rules" -le "$network" ]
is '' "$(lt cluster audit far --json | jq -r '.firewalls[]')" 'as they were brought'

api DELETE "/v4/linode/instances/$(jq .id "$work/stranger.json")" >/dev/null
ok 'the cluster is deleted' lt cluster delete far --yes
finish
