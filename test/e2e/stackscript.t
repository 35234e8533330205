#!/bin/sh
# SPDX-License-Identifier: MIT
# stackscript: and cloudinit:, which go with the machine: what is checked beforehand, that they run once, with
# their answers, and that their end is awaited and their failure the step's.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up --internet none

# shellcheck disable=SC2016 # for the node
api POST /v4/linode/stackscripts "$(jq -cn --arg s '#!/bin/bash
# <UDF name="site" label="Site" />
# <UDF name="kind" label="Kind" oneof="blog,shop" default="blog" />
# <UDF name="status" label="How it ends" default="0" />
# <UDF name="wait" label="How long it takes" default="0" />
echo "began $SITE"
echo ran >>/srv/ran
nft list chain inet lct out_rules | grep -c "4711" >/srv/open
sleep "$WAIT"
printf "%s\n" "$SITE" "$KIND" "$0" "$HOME" "$(id -u)" "$LINODE_ID" >/srv/told
nft list chain inet lct out_rules | grep -c "@handed" >>/srv/open
exit "$STATUS"' '{label: "site", images: ["any/all"], script: $s}')" >"$work/made"
id=$(jq -r .id "$work/made")

plan() { # STEPS [COUNT]
    cat >"$work/plan.yaml" <<P
name: s
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    image: ${image:-linode/debian12}
    count: ${2:-1}
    nodenames: 'web-{index}'
    firewall: allow out tcp 4711 to any
    storage: ${storage:-default}
    init:
      firstboot: [$1]
P
}

on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh "$1" -- sudo sh 2>"$work/ssh.err"
}

# ---- what the account and its script say

plan '{stackscript: nobody/nothing}'
status 2 'one that is not there' lt cluster create c "$work/plan.yaml" --yes
has "$work/err" 'there is no StackScript nobody/nothing that this account may use' 'is told'
plan '{stackscript: site, vars: {sites: x, kind: farm}}'
status 2 'answers that do not fit' lt cluster create c "$work/plan.yaml" --yes
has "$work/err" "the StackScript site does not ask for 'sites'" 'one that nobody asked for'
has "$work/err" 'did you mean site?' 'and what was meant'
has "$work/err" 'the StackScript site does not allow this kind' 'one that is none of the choices'
has "$work/err" 'one of blog,shop' 'which are told'
has "$work/err" 'the StackScript site asks for site' 'and one that is missing'
is 0 "$(linodes)" 'nothing was made'

# ---- both at once

plan "{name: cloud, cloudinit: \"#cloud-config\\nruncmd: [[sh, -c, 'sleep 3; echo {hostname} >/srv/cloud']]\\n\"}, {name: script, stackscript: $id, vars: {site: \"it's \$HOME\", kind: shop, wait: 4}}, {name: after, script: 'cat /srv/cloud /srv/told'}"
ok 'a cluster' lt cluster create c "$work/plan.yaml" --yes
is "it's \$HOME shop /root/StackScript /root 0" "$(on web-1 'head -n 5 /srv/told' | xargs -d '\n')" 'it was told its answers, as root'
is "$(api GET /v4/linode/instances | jq -r '.data[0].id')" "$(on web-1 'tail -n 1 /srv/told')" 'and who it is on'
is 'web-1' "$(on web-1 'cat /srv/cloud')" 'the configuration was carried out, with its placeholder'
is '1 2 0' "$(on web-1 'xargs </srv/open; nft list ruleset | grep -c @handed' | xargs)" 'it reached what the plan says, and software, until it ended'
ok 'the firewall is the plan'"'"'s' lt cluster audit c
ok 'what they said is kept' lt operation show --log
has "$work/out" "began it's \$HOME" 'of the StackScript'
has "$work/out" 'status: done' 'of cloud-init'
has "$work/out" '/root/StackScript' 'and steps behind them waited for both'
is 1 "$(api GET "/v4/linode/stackscripts/$id" | jq .deployments_total)" 'the account counts it'
ok 'nothing is to be done' lt cluster apply c "$work/plan.yaml" --yes
ok 'a stop' lt cluster stop c --yes
ok 'and a start' lt cluster start c --yes
is 1 "$(on web-1 'wc -l </srv/ran')" 'it runs once'
status 5 'nor is it run by name' lt hook rerun c --step script --yes
has "$work/err" 'firstboot/script is not run again: a stackscript goes with the machine' 'and why'
has "$work/err" 'a new system runs it anew: linodetool node rebuild NODE' 'and what would'
status 5 'nor is a configuration' lt hook rerun c --step cloud --yes
has "$work/err" 'firstboot/cloud is not run again: a cloudinit goes with the machine' 'and why'
image=linode/debian11
plan "{name: script, stackscript: $id, vars: {site: x}}"
ok 'a rebuild' lt cluster apply c "$work/plan.yaml" --yes
image=
is '1 2' "$(on web-1 'wc -l </srv/ran') $(api GET "/v4/linode/stackscripts/$id" | jq .deployments_total)" 'a new system runs it anew'
ok 'deleted' lt cluster delete c --yes

# ---- they fail

plan "{name: script, stackscript: site, vars: {site: x, status: 7}}"
status 3 'one that fails' lt cluster create c "$work/plan.yaml" --yes
has "$work/err" 'firstboot: script: failed with status 7' 'is the step'"'"'s failure'
has "$work/err" "cluster replace 'c' web-1" 'and what helps is told'
ok 'deleted again' lt cluster delete c --yes
plan "{name: cloud, cloudinit: \"#cloud-config\\nruncmd: [[sh, -c, 'exit 3']]\\n\"}"
status 3 'so with cloud-init' lt cluster create c "$work/plan.yaml" --yes
has "$work/err" 'firstboot: cloud: failed with status 1' 'told by its status'
ok 'and again' lt cluster delete c --yes

# ---- we die while it runs

storage='[{label: boot, size: 10GB, fs: ext4, boot: yes}]'
plan "{name: script, stackscript: lab/site, vars: {site: x, wait: 6}}"
began() { [ "$(on_nodes var/lib/lct/stackscript/begun)" = 1 ]; }
victim cluster create c "$work/plan.yaml" --yes
dies_when began
ok 'continued' lt cluster resume c
is '1 x' "$(on web-1 'wc -l </srv/ran; head -n 1 /srv/told' | xargs)" 'it ran once, to its end, on a disk of the plan'
is 1 "$(linodes)" 'on the one machine'
ok 'and deleted' lt cluster delete c --yes

# ---- the machine is restarted while it runs: Linode begins it again

while began; do sleep 0.1; done
victim cluster create c "$work/plan.yaml" --yes
dies_when began
api POST "/v4/linode/instances/$(api GET /v4/linode/instances | jq '.data[0].id')/reboot" '{}' >/dev/null
ok 'continued behind it' lt cluster resume c
is '2 x' "$(on web-1 'wc -l </srv/ran; head -n 1 /srv/told' | xargs)" 'its end is that of the second time'
finish
