#!/bin/sh
# SPDX-License-Identifier: MIT
# Back to the plan before, when what came after failed half-way, or died: nodes have what it says, and
# nothing of the other.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

make_plan() { # [FIELDS]
    cat >"$work/plan.yaml" <<P
name: back
regions:
- region: us-east
  nodes:
  - {name: n, type: g6-nanode-1, image: linode/debian12, nodenames: n-1${1-}}
P
}
files() { # WORD : of it
    echo ", files: [{path: /etc/word, content: \"$1\n\"}], users: [{name: $1}]"
}
slow() { # COMMAND
    echo ", units: [{name: slow, content: \"[Service]\nType=oneshot\nExecStart=$1\n[Install]\nWantedBy=multi-user.target\n\"}]"
}
has_only() { # WORD : of files and users
    lt node ssh n-1 -l root -- "cat /etc/word; getent passwd one two | cut -d: -f1; ls /etc/systemd/system/slow.service 2>/dev/null" |
        xargs
}
ok_back() { # HOW
    make_plan "$(files one)"
    ok "$1: the plan before" lt cluster apply c "$work/plan.yaml" --yes
    is 'one one' "$(has_only)" "$1: all of it is there, and nothing else"
    ok "$1: once more" lt cluster apply c "$work/plan.yaml" --yes
    has "$work/err" 'Nothing is to be done' "$1: changes nothing"
}
make_plan "$(files one)"
ok 'created' lt cluster create c "$work/plan.yaml" --yes
is 'one one' "$(has_only)" 'its file and its user are there'

make_plan "$(files two)$(slow /bin/false)"
status 3 'another plan, whose unit does not start' lt cluster apply c "$work/plan.yaml" --yes
is 'two two /etc/systemd/system/slow.service' "$(has_only)" 'has come half-way'
ok_back 'failed'

id=$(lt node show n-1 --json | jq -r .node.id)
is_two() { grep -qs two "$nodes_dir/$id"/disks/*/upper/etc/word; }
make_plan "$(files two)$(slow '/bin/sleep 5')"
victim cluster apply c "$work/plan.yaml" --yes
dies_when is_two
ok_back 'killed'
make_plan
victim cluster apply c "$work/plan.yaml" --yes
is_gone() { ! ls "$nodes_dir/$id"/disks/*/upper/etc/word >/dev/null 2>&1 || [ -c "$nodes_dir/$id"/disks/0/upper/etc/word ]; }
dies_when is_gone
ok_back 'killed while all went'
ok 'inventory and cloud agree' lt cluster audit c
ok 'deleted' lt cluster delete c --yes
finish
