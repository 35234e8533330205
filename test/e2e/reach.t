#!/bin/sh
# SPDX-License-Identifier: MIT
# Nodes with a private address alone are reached through one of their region that has a public one.
. "$(dirname "$0")/e2e.sh"
lab_up

cat >"$work/plan.yaml" <<'P'
name: reach
defaults: {type: g6-nanode-1, private_ip: yes}
regions:
- region: us-east
  nodes:
  - {name: web, count: 2, nodenames: 'web-{index}', hostnames: 'web-{index}', firewall: [allow out tcp 22 to db]}
  - {name: db, count: 3, nodenames: 'db-{index}', hostnames: 'db-{index}'}
P
ok 'a cluster' lt cluster create c "$work/plan.yaml" --yes

# What nobody knows cannot be used: the inventory forgets where the databases are in public.
db() {
    sqlite3 "$XDG_DATA_HOME/linodetool/lab/inventory.db" "$1"
}
db "UPDATE nodes SET public_ipv4 = NULL, ipv6 = NULL WHERE group_name = 'db'"
sessions() { # that web-1 has let in, as root from outside
    lt cluster run c --on web-1 -- "sudo journalctl -q -t sshd -g 'Accepted publickey for root' | wc -l" 2>/dev/null
}
before=$(sessions)
ok 'a command on all of them' lt cluster run c --on db --lines -- hostname
is 'db-1: db-1 db-2: db-2 db-3: db-3' "$(sort "$work/out" | xargs)" 'each is reached'
is $((before + 1)) "$(sessions)" 'by one session on the one that carries them'
ok 'with others, straight' lt cluster run c --lines -- hostname
is 5 "$(wc -l <"$work/out")" 'all five'
from=$(lt cluster run c --on db-2 -- "echo \"\$SSH_CONNECTION\"" | cut -d ' ' -f 1)
is "$(lt node show web-1 --json | jq -r .node.private_ipv4)" "$from" 'they see the private address of web-1'
head -c 3000000 /dev/urandom >"$work/big"
ok 'a large file there' lt cluster cp c --on db "$work/big" :/tmp/big
ok 'and back' lt cluster cp c --on db-3 :/tmp/big "$work/back"
ok 'is the same' cmp "$work/big" "$(find "$work/back" -type f)"

is db-1 "$(lt node ssh db-1 -- hostname)" 'so does ssh itself'
ok 'ssh-config' lt ssh-config c
is 'db-1 db-2 db-3 web-1 web-2' "$(sed -n 's/^Host //p' "$work/out" | sort | xargs)" 'has all of them'

# Whoever carries others may be refused, or be gone: it is told of which hop that is.
lt cluster run c -l root --on web-1 -- "echo 'AllowTcpForwarding no' >>/etc/ssh/sshd_config.d/00-lct.conf; systemctl restart ssh"
status 1 'one that carries nothing on' lt cluster run c --on db-1 -- true
has "$work/err" 'through web-1: its sshd carries no connection on' 'is named'
db "UPDATE nodes SET secured = 0 WHERE name = 'web-1'"
ok 'one that is not secured carries nobody: the next one does' lt cluster run c --on db-1 -- true
db "UPDATE nodes SET secured = 0 WHERE name = 'web-2'"
status 1 'nobody is left' lt cluster run c --on db-1 -- true
has "$work/err" 'no way to it is known' 'which is told'

finish
