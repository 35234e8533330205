#!/bin/sh
# SPDX-License-Identifier: MIT
# ansible: one run of a playbook from here for all nodes of an event; what fails on one node is that node's. Whoever
# dies meanwhile, the run goes on and is joined.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
command -v ansible-playbook >/dev/null || {
    echo '1..0 # SKIP there is no ansible-playbook'
    exit 0
}
lab_up

mkdir -p "$work/site/templates"
cat >"$work/site/web.yaml" <<P
- hosts: web
  gather_facts: false
  tasks:
  - ansible.builtin.raw: echo one >>/var/runs; nft list set inet lct packages >/var/opened; test ! -e /var/slow || sleep 3
  - ansible.builtin.raw: echo "{{ lct_node }} {{ lct_group }} {{ word }} {{ groups['db'] | join(',') }} {{ hostvars['db-1'].lct_public_ipv4 }}" >/var/page
  - ansible.builtin.raw: test ! -e /var/fail
P
cat >"$work/plan.yaml" <<'P'
name: a
regions:
- region: us-east
  nodes:
  - {name: web, type: g6-nanode-1, count: 2, nodenames: 'web-{index}', init: {firstboot: {name: site, ansible: site/web.yaml, vars: {word: hidden}}}}
  - {name: db, type: g6-nanode-1, nodenames: 'db-{index}', init: {firstboot: {name: site, ansible: site/web.yaml, vars: {word: hidden}}}}
P
on() { # NODE COMMAND
    lt node ssh "$1" -l root -- "$2" 2>/dev/null
}
runs() { # how often it ran on each, and how many runs of Ansible there were in the last operation
    echo "$(lines_on_nodes var/runs) $(lt operation show --json | jq '[.operation.steps[] | select(.key | startswith("hook.play"))] | length')"
}
ok 'created' lt cluster create a "$work/plan.yaml" --yes
is '2x1 1' "$(runs)" 'one run for the nodes of two node plans'
address=$(lt node show db-1 --json | jq -r .node.public_ipv4)
is "web-2 web hidden db-1 $address" "$(on web-2 'cat /var/page')" 'it knows the node, the variables, the others'
ok 'it was open for packages' on web-1 'grep -q 443 /var/opened'
is '' "$(on web-1 'nft list ruleset | grep @packages')" 'and is no more'
is '' "$(grep -rls hidden "$XDG_DATA_HOME/linodetool/lab/here" 2>/dev/null)" 'no variable stays here'
is 0 "$(find /tmp -maxdepth 1 -name 'lct-ansible.*' -newer "$work/plan.yaml" | wc -l)" 'nor a socket'
ok 'what was said of each is kept' lt operation show --log
has "$work/out" 'changed: ansible.builtin.raw' 'by its node'
has "$work/out" 'no play is about this node' 'also of one that no play is about'
ok 'again' lt cluster apply a "$work/plan.yaml" --yes
is '2x1 0' "$(runs)" 'nothing is'

ok 'it will fail on one' on web-2 'touch /var/fail'
sed -i 's/echo one/echo two/' "$work/site/web.yaml"
status 3 'another playbook' lt cluster apply a "$work/plan.yaml" --yes
is '2x2 1' "$(runs)" 'is for all of them'
has "$work/err" 'web-2' 'one failed'
is 'failed started started' "$(lt cluster nodes a --json | jq -r '[.nodes[].state] | sort | join(" ")')" 'and no other'
ok 'mended' on web-2 'rm /var/fail'
ok 'it follows' lt cluster retry a
is '1x2 1x3 1' "$(runs)" 'alone'

sed -i 's/echo two/echo three/' "$work/site/web.yaml"
ok 'a slow one' lt cluster run a --on 'web-*' -l root -- touch /var/slow
under_way() { [ "$(lines_on_nodes var/runs)" = '1x3 1x4' ]; }
victim cluster apply a "$work/plan.yaml" --yes
dies_when under_way
ok 'whoever dies meanwhile' lt cluster resume a
is '1x3 1x4' "$(lines_on_nodes var/runs)" 'finds it, and has it run on none twice'
is 'started' "$(lt cluster nodes a --json | jq -r '[.nodes[].state] | unique | join(" ")')" 'all are well'
mkdir "$work/few"
for each in /usr/bin/* /bin/*; do
    case $each in */ansible*) ;; *) ln -sf "$each" "$work/few/${each##*/}" ;; esac
done
status 5 'without Ansible' env PATH="$work/few" "$LCT_BUILD/linodetool" hook rerun a --on db-1 --step site --yes
has "$work/err" 'this machine, which has no ansible-playbook' 'nothing is begun'
has "$work/err" 'apt-get install ansible-core' 'and what helps'
ok 'deleted' lt cluster delete a --yes
is '' "$(ls "$XDG_DATA_HOME/linodetool/lab/here")" 'nothing is kept of it here'
finish
