#!/bin/sh
# SPDX-License-Identifier: MIT
# Addresses of nodes beyond the first: reserved ones answer from outside and are the next machine's, too;
# IPv6 ranges and names are given once, whoever dies between answer and commit, and taken back; what cannot
# be had is told before anything is made; deletion leaves what is the account's, and nothing else.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up --internet none --speed instant

reserve() { # REGION
    api POST /v4beta/networking/reserved/ips "{\"region\": \"$1\"}" | jq -r .address
}
make_plan() { # COUNT [MORE..]
    count=$1
    shift
    cat >"$work/plan.yaml" <<P
name: out
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    count: $count
    nodenames: 'web-{index}'
$(printf '    %s\n' "$@")
P
}
field() { # NODE FIELD
    lt --json cluster nodes c | jq -r ".nodes[] | select(.name == \"$1\") | .$2"
}
ranges() { # JQ
    api GET /v4beta/networking/ipv6/ranges | jq -r "$1"
}
rdns() { # ADDRESS
    api GET "/v4beta/networking/ips/$1" | jq -r .rdns
}
banner() { # ADDRESS
    timeout 10 "$LCT_BUILD/linodetool" lab dial "$1" 22 </dev/null 2>/dev/null | head -c 7
}

first=$(reserve us-east) second=$(reserve us-east) far=$(reserve eu-west)
theirs=$(api GET '/v4beta/networking/reserved/ips' | jq -c '[.data[].address]')

# ---- what cannot be had

make_plan 2 "reserved: $first"
status 2 'one address for two nodes' lt plan check "$work/plan.yaml"
has "$work/err" '1 reserved addresses are not enough for 2 nodes' 'is a mistake'
make_plan 1 "reserved: $far"
status 2 'one of another region' lt cluster create c "$work/plan.yaml" --yes
has "$work/err" 'it is reserved in eu-west' 'is refused'
make_plan 1 'reserved: 192.0.2.7'
status 2 'one that is nobody'"'"'s' lt cluster create c "$work/plan.yaml" --yes
has "$work/err" 'it is not reserved' 'is refused'
is 0 "$(linodes)" 'before anything is made'

# ---- from outside

make_plan 2 "reserved: [$first, $second]" 'ipv6: /64' "rdns: 'web-{index}.example.com'"
ok 'the plan is good' lt plan check "$work/plan.yaml"
ok 'created' lt cluster create c "$work/plan.yaml" --yes
is "$first $second" "$(field web-1 public_ipv4) $(field web-2 public_ipv4)" 'nodes have the reserved addresses'
is 'SSH-2.0 SSH-2.0' "$(banner "$first") $(banner "$second")" 'and answer there'
is 'web-1.example.com web-2.example.com' "$(rdns "$first") $(rdns "$second")" 'reverse DNS tells their names'
is "2 $(field web-1 ipv6_range)" "$(ranges '.results') $(ranges ".data[] | select(.route_target == \"$(field web-1 ipv6)\") | \"\\(.range)/\\(.prefix)\"")" \
    'each has a range, which is the one it tells'
inside=$(field web-1 ipv6_range)
inside=${inside%/*}7
lt cluster run c -l root --on web-1 -- "ip -6 address add $inside/128 dev lo" >"$work/out" 2>&1
is 'SSH-2.0' "$(banner "$inside")" 'what a node takes of its range answers, too'
ok 'the same plan again' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'
ok 'replaced' lt cluster replace c web-1 --yes
is "$first SSH-2.0 web-1.example.com 2" "$(field web-1 public_ipv4) $(banner "$first") $(rdns "$first") $(ranges .results)" \
    'the next machine has the address, the name and a range'

# ---- changed in place

ids=$(api GET /v4/linode/instances | jq -c '[.data[].id] | sort')
make_plan 2 "reserved: [$first, $second]" 'ipv6: /56'
ok 'a preview' lt cluster plan c "$work/plan.yaml"
has "$work/out" 'ipv6: /64 -> /56' 'tells it'
ok 'another range, no name' lt cluster apply c "$work/plan.yaml" --yes
is '56 56' "$(ranges '[.data[].prefix] | join(" ")')" 'it has that'
is "$(echo "$first" | tr . -).ip.linodeusercontent.com" "$(rdns "$first")" 'and the usual name'
is "$ids" "$(api GET /v4/linode/instances | jq -c '[.data[].id] | sort')" 'on the machines that there were'
make_plan 2 "reserved: [$first, $second]" "rdns: 'web-{index}.invalid'"
status 3 'names that lead nowhere' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'Unable to perform a lookup for web-1.invalid' 'are told'
has "$work/err" "let web-1.invalid lead to $first first" 'and what next'
is 0 "$(ranges .results)" 'the rest is done'

ok 'deleted' lt cluster delete c --yes
is "$theirs 0" "$(api GET '/v4beta/networking/reserved/ips' | jq -c '[.data[] | select(.linode_id == null).address]') $(ranges .results)" \
    'reserved addresses stay, and nothing else'

# ---- killed

killed() { # WHEN HOW
    make_plan 1 "reserved: $first" 'ipv6: /64' "rdns: 'web-{index}.example.com'"
    die_at "$1" 1 'POST /v4/networking/ipv6/ranges' cluster create c "$work/plan.yaml" --yes
    is 137 $? "killed: $2"
    ok 'resumed' lt cluster resume c
    is "1 $(field web-1 ipv6_range) 1 web-1.example.com" "$(ranges '"\(.results) \(.data[0].range)/\(.data[0].prefix)"') $(linodes) $(rdns "$first")" \
        'there is one range, and it is known'
    ok 'deleted' lt cluster delete c --yes
    is "0 0" "$(ranges .results) $(linodes)" 'nothing is left'
}
if shim_works; then
    killed sent 'when a range was asked for'
    killed answered 'when it was answered'
else
    n_tests=$((n_tests + 1))
    echo "ok $n_tests - killed # SKIP nothing can be loaded into this build"
fi
finish
