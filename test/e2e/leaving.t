#!/bin/sh
# SPDX-License-Identifier: MIT
# destroy: what a node does before its machine goes, judged while others still know it; what fails holds it up,
# what nobody can reach does not.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

# A second run on a node would fail, and so would one that may not.
cat >"$work/bye.sh" <<'S'
#!/bin/sh -e
echo "$LCT_HOSTNAME leaves $(cut -f 1 "$LCT_MEMBERS" | xargs)"
test ! -e /var/may-not
test ! -e /var/said-bye
: >/var/said-bye
S
# How many of those who stay have its name, and who it was.
cat >"$work/seen.sh" <<S
#!/bin/sh
echo "\$LCT_HOSTNAME \$(grep -lw "\$LCT_HOSTNAME" $nodes_dir/*/disks/*/upper/etc/hosts | wc -l)" >>"$work/gone"
S
cat >"$work/plan.yaml" <<'P'
name: l
hosts: {private: yes}
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    count: 5
    nodenames: web-{index}
    init:
      destroy: [{name: bye, script: bye.sh}, {name: seen, local: ./seen.sh}]
  - name: old
    type: g6-nanode-1
    count: 1
    nodenames: old-{index}
    init:
      destroy: {name: old, local: ./seen.sh}
P
ok 'created' lt cluster create c "$work/plan.yaml" --yes
: >"$work/gone"
ok 'what will run is shown' lt cluster scale c web=4 --dry-run --json
is 'destroy/bye web-5 destroy/seen web-5' "$(jq -r '[.hooks[] | "\(.step) \(.nodes | join(","))"] | join(" ")' "$work/out")" 'on the node that leaves'
ok 'one leaves' lt cluster scale c web=4 --yes
is 'web-5 6' "$(cat "$work/gone")" 'all knew it when it did'
is 5 "$(linodes)" 'it is gone'
ok 'what it said' lt operation show --log
has "$work/out" 'web-5 leaves web-1 web-2 web-3 web-4 old-1' 'is kept: it heard who stays'

ok 'one will fail' lt node ssh web-4 -l root -- touch /var/may-not
status 3 'a node whose hook fails' lt cluster scale c web=3 --yes
has "$work/err" 'destroy: bye: failed with status 1' 'is told'
is 5 "$(linodes)" 'and stays'
is web-4 "$(lt node ssh web-1 -l root -- getent hosts web-4 | awk '{ print $2 }')" 'others know it as before'
status 3 'to resume is not to try it again' lt cluster resume c
ok 'mended' lt node ssh web-4 -l root -- rm /var/may-not
ok 'tried again' lt cluster retry c
is 4 "$(linodes)" 'it is gone'
is '' "$(lt node ssh web-1 -l root -- getent hosts web-4)" 'and forgotten'
ok 'another' lt node ssh web-3 -l root -- touch /var/may-not
status 3 'fails, too' lt node delete web-3 --yes
ok 'by force it goes' lt node delete web-3 --force --yes
is 3 "$(linodes)" 'whatever its hooks do'

# Its group is of a plan before the last.
sed '/name: old/,$d' "$work/plan.yaml" | sed 's/count: 5/count: 2/' >"$work/less.yaml"
: >"$work/gone"
ok 'a group goes with its hooks' lt cluster apply c "$work/less.yaml" --yes
is 'old-1' "$(cut -d' ' -f1 "$work/gone")" 'they ran'

api POST "/v4/linode/instances/$(api GET /v4/linode/instances | jq '.data[] | select(.label == "web-2") | .id')/shutdown" '{}' >/dev/null
until [ "$(api GET /v4/linode/instances | jq -r '.data[] | select(.label == "web-2") | .status')" = offline ]; do sleep 0.2; done
ok 'one that is off' lt cluster scale c web=1 --yes
has "$work/err" 'does not run: its machine does not run' 'is told of, and goes'
: >"$work/gone"
ok 'one is replaced' lt cluster replace c web-1 --yes
is 'web-1' "$(cut -d' ' -f1 "$work/gone")" 'its machine went for good'
status 1 'its successor did not' lt node ssh web-1 -l root -- test -e /var/said-bye
ok 'no SSH any more' lt node ssh web-1 -l root -- 'systemctl stop ssh.socket 2>/dev/null; systemctl stop ssh'
ok 'nobody reaches it: that holds nothing up' lt cluster delete c --yes
has "$work/err" 'destroy/bye did not run' 'but is told'
is 0 "$(linodes)" 'nothing is left'
finish
