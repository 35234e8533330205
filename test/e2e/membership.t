#!/bin/sh
# SPDX-License-Identifier: MIT
# membership: those who stay hear who joined and left, each change once, whoever was off or failed meanwhile.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

cat >"$work/told.sh" <<'S'
#!/bin/sh -e
test ! -e /var/may-not
echo "+$LCT_JOINED -$LCT_LEFT" >>/var/told
cut -f 1,6 "$LCT_JOINED_MEMBERS" >>/var/joined
cut -f 1,6 "$LCT_LEFT_MEMBERS" >>/var/left
S
cat >"$work/plan.yaml" <<P
name: m
hooks:
  membership: {name: one, local: 'echo "\$LCT_HOSTNAME +\$LCT_JOINED -\$LCT_LEFT" >>$work/one', on: one}
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    count: 3
    nodenames: web-{index}
    init:
      membership: {name: told, script: told.sh}
P
told() { # NODE : all that it was told of, in its order
    lt node ssh "$1" -l root -- cat /var/told 2>/dev/null | paste -sd ';'
}
: >"$work/one"
ok 'created' lt cluster create c "$work/plan.yaml" --yes
is '' "$(told web-1)$(cat "$work/one")" 'those who are made together hear of nobody'
ok 'applied again' lt cluster apply c "$work/plan.yaml" --yes
is '' "$(told web-1)$(cat "$work/one")" 'nor then'

ok 'what will run is shown' lt cluster scale c web=5 --dry-run --json
is 'membership/told web-1 web-2 web-3' "$(jq -r '.hooks[] | select(.step == "membership/told") | "\(.step) \(.nodes | join(" "))"' "$work/out")" 'on those who stay'
ok 'two join' lt cluster scale c web=5 --yes
is '+web-4 web-5 -' "$(told web-1)" 'those who were there hear of it'
is '' "$(told web-4)" 'those who join know the others'
is 'web-1 +web-4 web-5 -' "$(cat "$work/one")" 'one here, too'
is "$(lt node show web-4 --json | jq -r .node.public_ipv4)" "$(lt node ssh web-2 -l root -- cat /var/joined | awk '$1 == "web-4" { print $2 }')" 'with their addresses'
gone=$(lt node show web-5 --json | jq -r .node.public_ipv4)
ok 'nothing changes' lt cluster apply c "$work/plan.yaml" --dry-run
ok 'one leaves' lt cluster scale c web=4 --yes
is '+web-4 web-5 -;+ -web-5' "$(told web-1)" 'it is told'
is '+ -web-5' "$(told web-4)" 'to whoever joined since, too'
is "$gone" "$(lt node ssh web-2 -l root -- awk "'\$1 == \"web-5\" { print \$2 }'" /var/left)" 'with the address that it had'

# One is off, one fails, and meanwhile one comes and goes.
ok 'one is off' lt cluster stop c --on web-4 --yes
ok 'one will fail' lt node ssh web-3 -l root -- touch /var/may-not
status 3 'one joins' lt cluster scale c web=5 --yes
has "$work/err" 'membership: told: failed with status 1' 'one fails to hear of it'
is '+web-4 web-5 -;+ -web-5;+web-6 -' "$(told web-2)" 'others do not'
ok 'mended' lt node ssh web-3 -l root -- rm /var/may-not
ok 'one goes by itself' lt node delete web-6 --yes
ok 'tried again' lt cluster retry c
is '+web-4 web-5 -;+ -web-5;+web-6 -;+web-7 -web-6' "$(told web-2)" 'that it left is told at the next operation'
is '+web-4 web-5 -;+ -web-5;+web-6 -;+web-7 -web-6' "$(told web-3)" 'one after the other, to whoever had failed'
ok 'it starts' lt cluster start c --on web-4 --yes
is '+ -web-5;+web-7 -' "$(told web-4)" 'who came and went while it was off is nothing to it'

ok 'one gets another machine' lt cluster replace c web-2 --yes
is '+web-2 -web-2' "$(told web-1 | tr ';' '\n' | tail -1)" 'it left, and joined'
is '' "$(told web-2)" 'and knows the others'
: >"$work/one"
ok 'the one that heard for all leaves' lt cluster scale c --remove web-1 --yes
is 'web-2 + -web-1' "$(cat "$work/one")" 'another hears what it did not'
ok 'by hand' lt hook rerun c --step membership/told --yes
is '+ -' "$(told web-3 | tr ';' '\n' | tail -1)" 'it tells of nobody'
ok 'pruned' lt operation prune --older-than 0s --yes
ok 'one joins' lt cluster scale c web+=1 --yes
is '+web-8 -' "$(told web-3 | tr ';' '\n' | tail -1 | sed 's/web-7/web-8/')" 'who was there is still known'
ok 'deleted' lt cluster delete c --yes
finish
