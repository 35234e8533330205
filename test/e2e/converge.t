#!/bin/sh
# SPDX-License-Identifier: MIT
# What makes nodes be as others describe: Ansible and Puppet on the node as Debian has them, Chef by a recorder that
# stands in for it. Run when it is new or says something else, not otherwise; nothing of it stays to be read.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

mkdir -p "$work/site/templates" "$work/pp/modules/app/manifests" "$work/chef/cookbooks/web/recipes"
cat >"$work/site/web.yaml" <<'P'
- hosts: all
  gather_facts: false
  tasks:
  - ansible.builtin.template: {src: page.j2, dest: /var/page, mode: "0644"}
  - ansible.builtin.shell: echo run >>/var/runs
  - ansible.builtin.fail: {msg: told to}
    when: fails is defined
P
echo '{{ lct_node }} {{ words | join("-") }} {{ password }}' >"$work/site/templates/page.j2"
cat >"$work/pp/site.pp" <<'P'
include app
P
cat >"$work/pp/modules/app/manifests/init.pp" <<'P'
class app { file { '/var/app': content => "${facts['lct_hostname']} ${facts['port']}\n" } }
P
echo '{"run_list": ["recipe[web]"], "web": {"port": 80}, "word": "old"}' >"$work/chef/dna.json"
echo 'package "nginx"' >"$work/chef/cookbooks/web/recipes/default.rb"
cat >"$work/plan.yaml" <<'P'
name: c
regions:
- region: us-east
  nodes:
  - name: a
    type: g6-nanode-1
    nodenames: a-{index}
    init:
      firstboot: {name: page, localansible: site/web.yaml, vars: {words: [one, two], password: hidden-word}}
      planready: {name: again, localansible: site/web.yaml, vars: {words: [later], password: hidden-word}, args: [--tags, none]}
  - name: b
    type: g6-nanode-1
    count: 2
    nodenames: b-{index}
    files: {path: /usr/local/bin/chef-solo, mode: '0755', source: chef-solo}
    init:
      clusterstarted: {name: app, puppet: pp/site.pp, vars: {port: 8080}, on: one}
      firstboot: {name: cook, chef: chef/dna.json, vars: {word: new}}
P
# What it was told, and whether it could read that; it ends as /var/chef-status says.
cat >"$work/chef-solo" <<'S'
#!/bin/sh
while [ $# -gt 0 ]; do
    case $1 in -c) config=$2 ;; -j) attributes=$2 ;; esac
    shift
done
stat -c '%a %U' "$attributes" >/var/chef-mode
cat "$attributes" >/var/chef-attributes
cat "$config" "${config%/*}/cookbooks/web/recipes/default.rb" >/var/chef-config
echo run >>/var/chef-runs
exit "$(cat /var/chef-status 2>/dev/null || echo 0)"
S
on() { # NODE COMMAND
    lt node ssh "$1" -l root -- "$2" 2>/dev/null
}
ok 'what they may reach is told' lt plan check "$work/plan.yaml"
has "$work/err" 'can fetch packages' 'once'
ok 'created' lt cluster create c "$work/plan.yaml" --yes
is 'a-1 one-two hidden-word' "$(on a-1 'cat /var/page')" 'the playbook ran with the files beside it, its variables and ours'
is run "$(on a-1 'cat /var/runs')" 'once; another by its arguments ran no task'
is 'b-1 8080' "$(on b-1 'cat /var/app')" 'Puppet found its modules and facts'
is '' "$(on b-2 'cat /var/app')" 'on one node'
is '600 root' "$(on b-2 'cat /var/chef-mode')" 'what Chef is told is for root alone'
is '80 new b-2' "$(on b-2 'cat /var/chef-attributes' | jq -r '"\(.web.port) \(.word) \(.lct_node)"')" 'attributes, with the variables of the plan'
ok 'its recipes lie there' on b-2 'grep -q nginx /var/chef-config'
is '' "$(on a-1 'grep -rls hidden-word /var/lib/lct /etc/lct')" 'no variable stays on the node'
is 1 "$(on a-1 'ls /var/lib/lct/.trees | wc -l')" 'what two steps work by came once'
is '' "$(on a-1 'nft list ruleset | grep @packages')" 'nothing is open any more'
ok 'what it said is kept' lt operation show --log
has "$work/out" 'PLAY RECAP' 'all of it'

ok 'again' lt cluster apply c "$work/plan.yaml" --yes
is 'run 1' "$(on a-1 'cat /var/runs') $(on b-2 'wc -l </var/chef-runs')" 'what is as it was does not run'
echo 'other {{ lct_node }}' >"$work/site/templates/page.j2"
ok 'with another template' lt cluster plan c "$work/plan.yaml" --json
is 'firstboot/page a-1 planready/again a-1' "$(jq -r '[.hooks[] | "\(.step) \(.nodes | join(","))"] | join(" ")' "$work/out")" 'it is told what runs where'
status 2 'which is a change' lt cluster plan c "$work/plan.yaml" --detailed-exitcode
has "$work/out" 'Only this is to be run; 3 nodes stay' 'and not as nothing'
has "$work/out" '~ configuration firstboot/page: runs there; other files: templates/page.j2' 'told with what makes it one'
ok 'applied' lt cluster apply c "$work/plan.yaml" --yes
is 'other a-1 2' "$(on a-1 'cat /var/page') $(on a-1 'wc -l </var/runs')" 'it ran'

# The same folder out of git is the same; another commit of it is another.
commit() {
    git -C "$work" init -q r && cp -r "$work/site" "$work/r/" && git -C "$work/r" add . &&
        git -C "$work/r" -c user.name=n -c user.email=e@x commit -qm x && git -C "$work/r" rev-parse HEAD
}
sed -i "s|page, localansible: [^,]*,|page, localansible: 'git+file://$work/r@$(commit)//site/web.yaml',|" "$work/plan.yaml"
ok 'out of git' lt cluster plan c "$work/plan.yaml" --json
is 0 "$(jq '.hooks | length' "$work/out")" 'the same folder is not run again'
echo 'git {{ lct_node }}' >"$work/site/templates/page.j2"
sed -i "s|r@[0-9a-f]*//|r@$(commit)//|" "$work/plan.yaml"
ok 'another commit' lt cluster apply c "$work/plan.yaml" --yes
is 'git a-1' "$(on a-1 'cat /var/page')" 'is run'
sed -i 's/word: new/word: newer/' "$work/plan.yaml"
ok 'on one node it will fail' on b-1 'echo 4 >/var/chef-status'
status 3 'with another variable' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'firstboot: cook: failed with status 4' 'one failed'
is newer "$(on b-2 'cat /var/chef-attributes' | jq -r .word)" 'the other has it'
ok 'mended' on b-1 'rm /var/chef-status'
ok 'it follows' lt cluster retry c
is '3 2' "$(on b-1 'wc -l </var/chef-runs') $(on b-2 'wc -l </var/chef-runs')" 'alone'

sed -i 's/word: newer/word: newest/' "$work/plan.yaml"
ok 'slow on both' lt cluster run c --on b-1,b-2 -l root -- 'sed -i "s/^exit.*/sleep 3/" /usr/local/bin/chef-solo'
runs() { [ "$(lines_on_nodes var/chef-runs)" = '1x4 1x3' ] || [ "$(lines_on_nodes var/chef-runs)" = '1x3 1x4' ]; }
victim cluster apply c "$work/plan.yaml" --yes
dies_when runs
ok 'whoever dies while they run' lt cluster resume c
is '4 3' "$(on b-1 'wc -l </var/chef-runs') $(on b-2 'wc -l </var/chef-runs')" 'has none of them run twice'
is newest "$(on b-1 'cat /var/chef-attributes' | jq -r .word)" 'as the plan says'
finish
