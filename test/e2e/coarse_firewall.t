#!/bin/sh
# SPDX-License-Identifier: MIT
# A Cloud Firewall whose rule is of more members than one rule takes addresses: 300 of them are made, which is
# what the preview said before any address was known, and what it lets in is compared with theirs.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none --nodes-max 400

make_plan() { # CLOUD-FIREWALL DBS
    cat >"$work/plan.yaml" <<P
name: wide
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    nodenames: web-1
    cloud_firewall: $1
    firewall: ['allow in http', 'allow in tcp 8080 from db', 'allow in tcp 8081 from db']
    init: {boot-on-create: no}
  - name: db
    type: g6-nanode-1
    image: linode/debian12
    count: $2
    nodenames: 'db-{index}'
    firewall: ['allow out tcp 1-65535 to web']
    init: {boot-on-create: no}
P
}

# sources : what lets in to the two ports, beside the addresses that all of db have:
# RULES, then the networks that hold private addresses, how many others there are of either family,
# members' addresses that are in none, networks that hold no member's.
sources() {
    api GET /v4/networking/firewalls >"$work/firewalls"
    for page in 1 2; do
        api GET "/v4/linode/instances?page_size=500&page=$page"
    done | jq -s '[.[].data[]? | select(.label | startswith("db-"))]' >"$work/members"
    python3 - "$work/firewalls" "$work/members" <<'P'
import ipaddress, json, sys
firewalls, members = (json.load(open(path)) for path in sys.argv[1:])
rules = [r for r in firewalls["data"][0]["rules"]["inbound"] if r.get("ports") == "8080-8081"]
nets = [ipaddress.ip_network(n) for r in rules for family in r["addresses"].values() for n in family]
theirs = {ipaddress.ip_address(a.split("/")[0]) for m in members for a in m["ipv4"] + [m["ipv6"]]}
private = ipaddress.ip_network("192.168.128.0/17")
of = {n: {a for a in theirs if a in n} for n in nets}
inner = [n for n in nets if n.version == 4 and n.overlaps(private)]
missed = theirs - set().union(*of.values())
print(len(members), len(theirs), len(rules), sum(len(of[n]) for n in inner), end=" ")
print(inner[0] if len(inner) == 1 else len(inner), len(nets) - len(inner), len(missed), sum(not of[n] for n in nets))
P
}

coarser() {
    jq -r '.resources[] | select(.noun == "Cloud Firewall") | .coarser[]' "$work/out"
}

# told NODES ADDRESSES OTHERS : what is coarser of rules of so many.
told() {
    for port in 8080 8081; do
        echo "\"allow in tcp $port from db\": $1 of $2 addresses become 192.168.128.0/17"
        echo "\"allow in tcp $port from db\": $3 addresses become 255 networks at most around them"
    done
}

make_plan exact 300
status 2 'members of more than 255 addresses, and it is to be exact' lt cluster create many "$work/plan.yaml" --dry-run
has "$work/err" 'is of 900 addresses, and a rule of a Cloud Firewall takes 255' 'is refused, with the numbers'
make_plan yes 300
ok 'for a person' lt cluster create many "$work/plan.yaml" --dry-run
has "$work/out" 'coarser than on the nodes: "allow in tcp 8080 from db": 300 of 900 addresses become 192.168.128.0/17' \
    'the preview tells what becomes coarser'
ok 'for a program' lt cluster create many "$work/plan.yaml" --dry-run --json
is "$(told 300 900 600)" "$(coarser)" 'each rule, as a text'

# How fast Linodes may be asked for is another test's.
lab_control POST /limits '{"class": "create", "limit": 1000, "window_s": 15}' >/dev/null
ok 'all are made' lt cluster create many "$work/plan.yaml" --yes
echo "# in $(took) ms"
sources >"$work/sources"
read -r members addresses rules inner net others missed idle <"$work/sources"
is '300 900 1' "$members $addresses $rules" '300 members with 900 addresses, one rule for both ports'
is '300 192.168.128.0/17' "$inner $net" '300 of these are the network that the preview named'
is true "$([ "$others" -le 255 ] && [ "$others" -gt 127 ] && echo true || echo "$others")" \
    'the others are 255 networks at most, and no fewer than that takes'
is '0 0' "$missed $idle" 'which let in each of them, and there is none around nobody'
ok 'the same plan again' lt cluster apply many "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'comes out the same of real addresses'

ok 'one more' lt cluster scale many db+=1 --dry-run --json
is "$(told 301 903 602)" "$(coarser)" 'counts those that are there'
make_plan exact 300
status 2 'those that are there, exactly' lt cluster apply many "$work/plan.yaml" --yes
has "$work/err" 'is of 900 addresses, and a rule of a Cloud Firewall takes 255' 'is refused'
is "$(cat "$work/sources")" "$(sources)" 'and nothing changed'

make_plan exact 85
ok 'as many as one rule takes' lt cluster apply many "$work/plan.yaml" --yes
is '85 255 1 85 85 170 0 0' "$(sources)" 'are let in address by address'
ok 'deleted' lt cluster delete many --yes
is '0 0' "$(api GET /v4/networking/firewalls | jq .results) $(linodes)" 'nothing is left'
finish
