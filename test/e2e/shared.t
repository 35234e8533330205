#!/bin/sh
# SPDX-License-Identifier: MIT
# Addresses that several nodes may announce: shared at the API, on the loopback device of each, found by scripts;
# changed, audited, shared again and taken back in place; what others shared stays; said once, whoever dies.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up --internet none --speed instant

dial=$(lt lab status --json | jq -r .dial)
site='files: [{path: /srv/index.html, content: "{hostname}\n"}]'
unit='units: [{name: site, command: /usr/bin/python3 -m http.server 8080 --directory /srv}]'
make_plan() { # SHARED [SPARES]
    cat >"$work/plan.yaml" <<P
name: over
regions:
- region: us-east
  nodes:
  - {name: lb, type: g6-nanode-1, image: linode/debian12, nodenames: lb-1, extra_ipv4: 1, ipv6: /64,
     firewall: [allow in tcp 8080], $site, $unit${1:+, shared: [$1]}}
  - name: spare
    type: g6-nanode-1
    image: linode/debian12
    count: ${2:-1}
    nodenames: 'spare-{index}'
    firewall: [allow in tcp 8080]
    $site
    $unit
    init: {firstboot: [{name: told, script: told.sh}]}
${1:+    shared: [$1]}
P
}
printf '%s\n' 'echo "$LCT_SHARED" >/root/told' >"$work/told.sh"
field() { # NODE JQ
    lt --json cluster nodes c | jq -r ".nodes[] | select(.name == \"$1\") | $2"
}
shared() { # NODE: at the cloud
    api GET "/v4/linode/instances/$(field "$1" .id)/ips" |
        jq -r '[.ipv4.shared[].address, (.ipv6.global[] | select(.route_target == null) | "\(.range)/\(.prefix)")] | join(" ")'
}
loopback() { # NODE
    lt cluster run c -l root --on "$1" -- 'ip -o address show dev lo scope global' 2>&1 | grep -o '[0-9a-f.:]*/[0-9]*' | paste -sd' '
}
banner() { # ADDRESS
    timeout 10 "$LCT_BUILD/linodetool" lab dial "$1" 22 </dev/null 2>/dev/null | head -c 7
}

make_plan
ok 'created' lt cluster create c "$work/plan.yaml" --yes
one=$(field lb-1 '.extra_ipv4[0]') range=$(field lb-1 .ipv6_range)
in_range=${range%/64}1/64
is ' ' "$(shared lb-1) $(shared spare-1)" 'nothing is shared'

# ---- shared

make_plan "$one"
ok 'a preview' lt cluster plan c "$work/plan.yaml"
has "$work/out" "shared: none -> $one" 'tells it'
ok 'shared' lt cluster apply c "$work/plan.yaml" --yes
is " $one" "$(shared lb-1) $(shared spare-1)" 'with the one that has it not'
is "$one/32 $one/32" "$(loopback lb-1) $(loopback spare-1)" 'both have it on their loopback device'
is "[] $one" "$(field lb-1 .shared) $(field spare-1 '.shared | join(" ")')" 'the inventory knows'
is spare-1 "$(lt --json query "shared=$one" | jq -r '.nodes[].name')" 'queries, too'
is SSH-2.0 "$(banner "$one")" 'it leads to the one that has it'
host_of() { # ADDRESS : who answers there
    timeout 10 python3 "$top/test/lab/visitor.py" "$dial" get "$1" 8080 1 2>/dev/null | awk '{ print $2 }'
}
becomes lb-1 'and its service answers there' host_of "$one"
api POST "/v4/linode/instances/$(field lb-1 .id)/shutdown" '{}' >/dev/null
becomes spare-1 'while that is off the other one answers' host_of "$one"
api POST "/v4/linode/instances/$(field lb-1 .id)/boot" '{}' >/dev/null
becomes lb-1 'and again the first when it is back' host_of "$one"
until_is SSH-2.0 banner "$one"
ok 'all agree' lt cluster audit c
ok 'the same plan again' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'

# ---- by one more, and of IPv6; a range leads to none by itself

make_plan "$one, '$in_range'" 2
ok 'a range, and one more node' lt cluster apply c "$work/plan.yaml" --yes
is "$range $one $range $one $range" "$(shared lb-1) $(shared spare-1) $(shared spare-2)" 'each may announce both'
is "$one/32 $in_range" "$(loopback spare-2)" 'and has both'
is "$one $in_range" "$(cat "$nodes_dir/$(field spare-2 .id)"/disks/*/upper/root/told)" 'scripts know them'

# ---- another hand

api POST /v4/networking/ips/share "{\"linode_id\": $(field spare-1 .id), \"ips\": [\"$(field spare-2 .public_ipv4)\"]}" >/dev/null
status 1 'an audit' lt cluster audit c
has "$work/out" "$one is shared with Linode $(field spare-1 .id) no more" 'sees what another hand took'
ok 'apply' lt cluster apply c "$work/plan.yaml" --yes
is "$one $(field spare-2 .public_ipv4) $range" "$(shared spare-1)" \
    'shares it again, and leaves what was given'
api POST /v4/networking/ips/share "{\"linode_id\": $(field spare-1 .id), \"ips\": [\"$one\", \"${range%/64}\"]}" >/dev/null

# ---- taken back, refused

make_plan "$one" 2
ok 'the range no more' lt cluster apply c "$work/plan.yaml" --yes
is " $one $one" "$(shared lb-1) $(shared spare-1) $(shared spare-2)" 'is shared no more'
is "$one/32 $one/32" "$(loopback lb-1) $(loopback spare-1)" 'nor there'
make_plan "203.0.113.77" 2
status 3 'an address that nobody has' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'shared: names addresses and IPv6 ranges of Linodes in its region' 'is told with what to do'

# ---- killed

dies() { # WHEN COUNT
    how="killed when $1 $2"
    make_plan '' 2
    ok "$how: none" lt cluster apply c "$work/plan.yaml" --yes
    make_plan "$one" 2
    die_at "$1" "$2" 'POST /v4/networking/ips/share' cluster apply c "$work/plan.yaml" --yes
    is 137 $? "$how"
    ok "$how: resumed" lt cluster resume c
    is " $one $one" "$(shared lb-1) $(shared spare-1) $(shared spare-2)" "$how: just that"
    ok "$how: all agree" lt cluster audit c
}
if shim_works; then
    dies sent 1
    dies answered 2
else
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - killed # SKIP nothing can be loaded into this build"
fi
make_plan '' 2
ok 'none' lt cluster apply c "$work/plan.yaml" --yes
is '  ' "$(shared lb-1) $(shared spare-1) $(shared spare-2)" 'is shared'
is "$one SSH-2.0" "$(field lb-1 '.extra_ipv4 | join(" ")') $(banner "$one")" 'whose it is keeps it'
ok 'deleted' lt cluster delete c --yes
finish
