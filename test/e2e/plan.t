#!/bin/sh
# SPDX-License-Identifier: MIT
# What a plan asks for and nothing carries out yet is told by name, and nothing is made or changed.
. "$(dirname "$0")/e2e.sh"
lab_up

plan() { # FILE KEY...
    cat >"$1" <<P
name: demo
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    ${2-}
P
}
plan "$work/good.yaml"
later='storage: [{label: boot, size: 100%, image: https://example.org/a.img}]'
plan "$work/later.yaml" "$later"
db() {
    sqlite3 "$XDG_DATA_HOME/linodetool/lab/inventory.db" "$1"
}
on() { # COMMAND
    lt node ssh w-1 -- "$1"
}
refused() { # WHAT
    has "$work/err" "the plan asks for what is not carried out yet: image" "$1 names it"
    has "$work/err" 'linodetool plan check' 'and says where to look'
}

ok 'such a plan is a good plan' lt plan check "$work/later.yaml"
has "$work/err" "later.yaml:7:48: note: 'image' is not carried out yet" 'but told what is not done yet'
status 2 'create refuses it' lt cluster create c "$work/later.yaml" --yes
refused create
is 0 "$(linodes)" 'and makes nothing'
is 0 "$(lt cluster list --json | jq '.clusters | length')" 'nor writes a cluster down'
status 2 'without asking first' lt cluster create c "$work/later.yaml" </dev/null
refused create

cat >"$work/good.yaml" <<P
name: demo
counters: [n]
groups:
  shared: [{name: app, gid: 4000}]
users:
  staff: [{name: ann, groups: [app, wheel]}]
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    nodenames: 'w-{n}'
    publicfqdn: 'w{n}.example.net'
    privatefqdn: 'w{n}.internal'
    group: 'shop-{name}'
    tags: [front]
    groups: [shared, {name: daemons, system: yes}]
    users: [staff]
    files:
    - {path: /etc/app/app.conf, content: "listen={private_ipv4} id={linode_id} n={n} {{not}} \${HOME}\\n", owner: ann, group: app, mode: '0640'}
    - {path: /root/motd, source: motd}
    units: {name: echo, command: /usr/bin/python3 -m http.server 8099 --directory /etc/app}
    init: {firstboot: [{script: "cat /etc/app/app.conf >/root/seen\\n"}]}
    keys: ['$(ssh-keygen -q -t ed25519 -N '' -C another -f "$work/key" && cat "$work/key.pub")']
P
echo 'hello {name}' >"$work/motd"
ok 'a cluster by a good one' lt cluster create c "$work/good.yaml" --yes
is 'app:4000 daemons:system' "$(on "getent group app daemons" |
    awk -F: '{ print $1 ":" ($3 > 999 ? $3 : "system") }' | xargs)" 'its node has the groups'
is 'app' "$(on 'id -nG ann' | tr ' ' '\n' | grep -x app)" 'the user is in one'
is 2 "$(on 'sudo grep -c another /root/.ssh/authorized_keys /home/*/.ssh/authorized_keys' |
    grep -c ':1$')" 'root and the admin have the key'
is 'w1.example.net w1.internal' "$(on 'grep -ho "w1[.][a-z.]*" /etc/hosts' | sort -u | xargs)" \
    'its whole names are in the hosts file'
is 'shop-web front shop-web' "$(api GET /v4/linode/instances |
    jq -r '.data[0] | "\(.group) \(.tags - (.tags | map(select(startswith("lct:")))) | sort | join(" "))"')" \
    'the display group is a tag, too'
is 'shop-web' "$(lt node show w-1 --json | jq -r '.node.tags[1]')" 'that selects it'
address=$(lt node show w-1 --json | jq -r .node.private_ipv4)
id=$(lt node show w-1 --json | jq -r .node.id)
is "listen=$address id=$id n=1 {{not}} \${HOME}" "$(on 'sudo cat /etc/app/app.conf')" 'a file knows the node'
is 'w-1 string' "$(lt node show "$id" --json | jq -r '.node | "\(.name) \(.id | type)"')" 'its id names it, and is a text'
ok 'and selects it' lt cluster run c --on "$id" -- true
is 'ann app 640' "$(on 'stat -c "%U %G %a" /etc/app/app.conf')" 'is whose it is to be'
is "$(on 'sudo cat /etc/app/app.conf')" "$(on 'sudo cat /root/seen')" 'and is there when the first script runs'
is 'hello web' "$(on 'sudo cat /root/motd')" 'a file beside the plan'
answers() { on 'for i in 1 2 3 4 5 6 7 8 9; do curl -sf localhost:8099/ >/dev/null && exit; sleep 1; done; exit 1'; }
ok 'a unit runs' answers
is enabled "$(on 'systemctl is-enabled echo')" 'and will after a boot'
pid() { on 'systemctl show -P MainPID echo'; }
before=$(pid)
ok 'the same plan again' lt cluster apply c "$work/good.yaml" --yes
is "$before" "$(pid)" 'leaves it alone'
echo 'good day {name}' >"$work/motd"
is '["files"]' "$(lt cluster plan c "$work/good.yaml" --json | jq -c '.changes[0].pushes')" 'another file is foreseen'
ok 'another file' lt cluster apply c "$work/good.yaml" --yes
is 'good day web' "$(on 'sudo cat /root/motd')" 'is brought'
ok 'and the unit started anew' test "$before" != "$(pid)"
sed -i 's/users: \[staff\]/users: [staff, {name: bob, sudo: yes}]/' "$work/good.yaml"
is '["users"]' "$(lt cluster plan c "$work/good.yaml" --json | jq -c '.changes[0].pushes')" 'another user is foreseen'
ok 'another user' lt cluster apply c "$work/good.yaml" --yes
ok 'comes to the node that is there' on 'sudo -u bob sudo -n true'
is '[]' "$(lt cluster plan c "$work/good.yaml" --json | jq -c '.changes[0].pushes')" 'and that is all'
sed -i 's/shop-/store-/' "$work/good.yaml"
ok 'the group may change' lt cluster apply c "$work/good.yaml" --yes
is 'front store-web' "$(api GET /v4/linode/instances |
    jq -r '.data[0].tags | map(select(startswith("lct:") | not)) | sort | join(" ")')" 'and the tag follows'
sed 's/nodenames/kernel: latest 64 bit\n    nodenames/' "$work/good.yaml" >"$work/other.yaml"
status 2 'what a machine got at its birth is not changed in silence' lt cluster apply c "$work/other.yaml" --yes
has "$work/err" "kernel of 'web' in us-east" 'it is named'
status 2 'nor foreseen as nothing' lt cluster plan c "$work/other.yaml"
sed "s|nodenames|$later\n    nodenames|" "$work/good.yaml" >"$work/later.yaml"
status 2 'apply refuses it' lt cluster apply c "$work/later.yaml" --yes
refused apply
is 1 "$(db "SELECT count(*) FROM clusters WHERE plan_text NOT LIKE '%a.img%'")" 'and leaves the plan as it was'

# As a newer release would have left it.
db "UPDATE clusters SET plan_text = plan_text || '    $later' || char(10)"
status 2 'scale refuses it' lt cluster scale c web=2 --yes
refused scale
is 1 "$(linodes)" 'and makes nothing'
finish
