#!/bin/sh
# SPDX-License-Identifier: MIT
# What `cluster firewall` tells of nodes and of the Cloud Firewall before them: each verdict is compared
# with a connection that is tried, by each way that it names.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none

cat >"$work/plan.yaml" <<'P'
name: told
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    nodenames: web-1
    cloud_firewall: yes
    firewall: ['allow in http', 'allow in tcp 8080 from db on private', 'allow in tcp 8443 from 203.0.113.0/24']
  - name: db
    type: g6-nanode-1
    image: linode/debian12
    nodenames: 'db-{index}'
    firewall: ['allow out tcp 1-65535 to web', 'allow in ping from web', 'allow out tcp 70 to any on public']
P
ok 'a cluster' lt cluster create c "$work/plan.yaml" --yes

# ---- shown

ok 'shown' lt cluster firewall c show
has "$work/out" 'web in us-east: web-1' 'by group'
has "$work/out" 'always: access by SSH' 'what always passes'
has "$work/out" "plan.yaml:10: allow in tcp 8080 from db on private" 'and the lines of the plan'
has "$work/out" 'from db (3 addresses) on private' 'with who they mean'
has "$work/out" 'Before them is Cloud Firewall c-us-east-web' 'and what is outside'
lt cluster firewall c show web-1 --json >"$work/show"
is '["web",["web-1"],"c-us-east-web"]' "$(jq -c '.groups[] | [.group, .nodes, .cloud_firewall.label]' "$work/show")" 'of one node'
is '["in","tcp","8080","private",[["members","db"]],"plan",10]' \
    "$(jq -c '.groups[0].rules[] | select(.ports == "8080") | [.direction, .protocol, .ports, .interface,
        [.peers[] | [.kind, .name]], .origin, .line]' "$work/show")" 'for programs'
status 5 'of nobody' lt cluster firewall c show nobody

# ---- tried

on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh "$1" -- sudo sh 2>/dev/null
}
for node in web-1 db-1; do
    on "$node" 'mkdir -p /run/sshd; /usr/sbin/sshd -p 70 -p 80 -p 8080 -p 8443 -p 9999'
done

# passes FROM ADDRESS PORT : does somebody answer?
passes() {
    said=$(if [ "$1" = internet ]; then
        timeout 3 "$LCT_BUILD/linodetool" lab dial "$2" "$3" </dev/null 2>/dev/null | head -c 4
    else
        on "$1" "timeout 2 bash -c 'exec 3<>/dev/tcp/$2/$3; head -c 4 <&3'"
    fi)
    [ "$said" = SSH- ] && echo true || echo false
}

# The lab is dialled by IPv4.
compare() { # FROM TO PORT
    lt cluster firewall c test "$1" "$2" "$3" --json >"$work/test" 2>"$work/err"
    jq -r '.ways[] | "\(.network) \(.to) \(.passes)"' "$work/test" >"$work/ways"
    while read -r network to verdict; do
        [ "$1 $network" != 'internet ipv6' ] || continue
        [ "${to%/*}" = "$to" ] || to=${to%/*}
        is "$verdict" "$(passes "$1" "$to" "$3")" "$1 to $2 $3, $network: as it is told"
    done <"$work/ways"
}
compare internet web-1 80
compare internet web-1 8080
compare internet web-1 22
compare internet db-1 80
compare db-1 web-1 8080
compare db-1 web-1 80
compare db-1 web-1 9999
compare db-1 web-1 70
compare web-1 db-1 22

# ---- told

ok 'what passes' lt cluster firewall c test db-1 web-1 8080
has "$work/out" 'private, ' 'by its way'
has "$work/out" 'out of db-1: yes, ' 'at each end'
has "$work/out" 'plan.yaml:15: allow out tcp 1-65535 to web' 'by its rule'
has "$work/out" 'into Cloud Firewall c-us-east-web: yes, allow in tcp 8080 from db' 'and outside'
has "$work/out" 'no, a rule opens it, but in another network of the node: ' 'or why not'
status 1 'what does not pass' lt cluster firewall c test internet web-1 9999
has "$work/out" 'into web-1: no, no rule opens it' 'and why'
ok 'of a network' lt cluster firewall c test 203.0.113.128/25 web-1 8443
status 1 'of a wider one' lt cluster firewall c test 203.0.112.0/23 web-1 8443
ok 'what leaves' lt cluster firewall c test db-1 internet 70
status 1 'and what does not' lt cluster firewall c test web-1 198.51.100.1 443/udp
status 1 'a ping that may not leave' lt cluster firewall c test web-1 db-1 ping
has "$work/out" 'into db-1: yes, ' 'though it might come in'
status 1 'and those that no rule lets in' lt cluster firewall c test internet db-1 ping
status 2 'no port' lt cluster firewall c test db-1 web-1 http
has "$work/err" '443, 53/udp, or ping' 'and what is one'
status 2 'no node at all' lt cluster firewall c test internet 192.0.2.1 80
finish
