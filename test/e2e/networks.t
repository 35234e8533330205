#!/bin/sh
# SPDX-License-Identifier: MIT
# Networks by name: rules name them, the nodes and the Cloud Firewall let in who is in them, and follow when the
# list changes.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none

make_plan() { # CIDRS
    cat >"$work/plan.yaml" <<P
name: named
networks:
  office: [$1]
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    nodenames: web-1
    cloud_firewall: yes
    firewall: ['allow in tcp 8080 from office']
  - {name: db, type: g6-nanode-1, image: linode/debian12, nodenames: db-1, firewall: ['allow out tcp 8080-8081 to web']}
P
}

on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh "$1" -- sudo sh 2>/dev/null
}

# Who may come to that port, as the cloud has it.
outside() { # PORTS
    api GET /v4/networking/firewalls | jq -c "[.data[] | select(.label == \"c-us-east-web\")][0]
        | [.rules.inbound[] | select(.ports == \"$1\") | .addresses.ipv4[]]"
}

# Does web-1 answer there, asked by db-1?
answers() { # PORT
    [ "$(on db-1 "timeout 2 bash -c 'exec 3<>/dev/tcp/$web/$1; head -c 4 <&3'")" = SSH- ] && echo yes || echo no
}

make_plan "203.0.113.0/24, '2001:db8:7::/48'"
ok 'a cluster' lt cluster create c "$work/plan.yaml" --yes
web=$(lt node show web-1 --json | jq -r .node.public_ipv4)
db=$(lt node show db-1 --json | jq -r .node.public_ipv4)
on web-1 'mkdir -p /run/sshd; /usr/sbin/sshd -p 8080 -p 8081'
on web-1 'nft list ruleset' >"$work/nft"
has "$work/nft" 'ip saddr 203.0.113.0/24 tcp dport 8080 accept comment "allow in tcp 8080 from office"' 'the node lets in the network'
has "$work/nft" 'ip6 saddr 2001:db8:7::/48 tcp dport 8080 accept' 'of both families'
is '["203.0.113.0/24"]' "$(outside 8080)" 'so does its Cloud Firewall'
is no "$(answers 8080)" 'who is not in it gets no answer'

ok 'told' lt cluster firewall c show web-1
has "$work/out" 'from office (2 addresses)' 'by its name'
is '["network","office",["203.0.113.0/24","2001:db8:7::/48"]]' \
    "$(lt cluster firewall c show web-1 --json | jq -c '.groups[0].rules[] | select(.ports == "8080") | .peers[] | [.kind, .name, .addresses]')" \
    'and for programs'
ok 'tested' lt cluster firewall c test 203.0.113.9 web-1 8080
has "$work/out" 'allow in tcp 8080 from office' 'the rule that lets it pass names it'

# ---- another list

make_plan "203.0.113.0/25, $db"
ok 'previewed' lt cluster apply c "$work/plan.yaml" --dry-run
has "$work/out" "+ network office $db" 'what comes to the network'
has "$work/out" '- network office 203.0.113.0/24' 'and what goes'
ok 'applied' lt cluster apply c "$work/plan.yaml" --yes
is yes "$(answers 8080)" 'who came into the network gets in'
is no "$(answers 8081)" 'by that port alone'
is "[\"$db/32\",\"203.0.113.0/25\"]" "$(outside 8080 | jq -c sort)" 'the Cloud Firewall followed'
on web-1 'nft list ruleset' >"$work/nft"
is 0 "$(grep -c '2001:db8:7' "$work/nft")" 'who went is let in no more'
is '[]' "$(lt cluster apply c "$work/plan.yaml" --dry-run --json | jq -c '[.changes[].pushes[]]')" 'and that is all'

# ---- by hand

ok 'opened by hand' lt cluster firewall c open 'in tcp 8081 from office' --on web
is yes "$(answers 8081)" 'for the network'
status 5 'of nothing' lt cluster firewall c open 'in tcp 8081 from offce' --on web
has "$work/err" 'networks: of the plan' 'what could be named is told'
make_plan '192.0.2.0/24'
ok 'a list without it' lt cluster apply c "$work/plan.yaml" --yes
is no "$(answers 8081)" 'takes it out of what was opened by hand, too'
finish
