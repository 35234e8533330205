#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 of starts and stops while a hook of each scheme runs, before its end is written down, in the midst of that and
# after it: resume goes on with just that, and each hook runs once for each start and each stop. With LCT_LONG at 15
# moments and more of each scheme; test/e2e/resume_new.t has those of machines that are new.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up

events='sshready clusterstarting clusterstarted planready'
ansible=
! command -v ansible-playbook >/dev/null || ansible=ansible
mkdir "$work/site" "$work/began"
echo some >"$work/site/some"
# It stands in for the tool of the node, which test/e2e/converge.t has.
cat >"$work/ansible-playbook" <<'P'
#!/bin/sh
for event; do
    case $event in site | -* | */* | *,* | local | some) ;; *)
        : >"/var/began.localansible.$event"
        sleep 0.3
        echo "localansible $event" >>/var/table
        ;;
    esac
done
P
cat >"$work/site/from-here.yaml" <<'P'
- hosts: all
  gather_facts: false
  tasks:
  - ansible.builtin.raw: ': >/var/began.ansible.{{ event }}; sleep 0.3; echo ansible {{ event }} >>/var/table'
P
says() { # SCHEME EVENT : a step of a plan
    case $1 in
    script) echo "{name: script, script: ': >/var/began.script.$2; sleep 0.3; echo script $2 >>/var/table'}" ;;
    local) echo "{name: local, local: ': >$work/began/local.$2; sleep 0.3; echo local $2 >>$work/table'}" ;;
    localansible) echo "{name: localansible, localansible: site/some, args: [$2]}" ;;
    ansible) echo "{name: ansible, ansible: site/from-here.yaml, vars: {event: $2}}" ;;
    esac
}
write_plan() { # SCHEME..
    cat <<'P'
name: h
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    count: 1
    nodenames: web-{index}
    files: {path: /usr/local/bin/ansible-playbook, mode: '0755', source: ansible-playbook}
    init:
P
    for event in $events clusterstopping; do
        echo "      $event:"
        for scheme; do echo "      - $(says "$scheme" "$event")"; done
    done
}
mark() { # SCHEME EVENT : the files that say that it began
    case $1 in
    local) echo "$work/began/local.$2" ;;
    *) echo "$nodes_dir/*/disks/*/upper/var/began.$1.$2" ;;
    esac
}
forget_marks() { # of a node that is off
    # shellcheck disable=SC2046 # patterns
    rm -f $(mark '*' '*') "$work/began/"*
}
# shellcheck disable=SC2086 # a pattern
there() { ls $1 >/dev/null 2>&1; }
ran() { # SCHEME EVENT : how often
    cat "$work/table" "$nodes_dir"/*/disks/*/upper/var/table | grep -cx "$1 $2"
}
exact() { # HOW
    for scheme in $schemes; do
        for event in $events; do is "$starts" "$(ran "$scheme" "$event")" "$1: $scheme at $event, once for each start"; done
        is "$stops" "$(ran "$scheme" clusterstopping)" "$1: $scheme at clusterstopping, once for each stop"
    done
    is '1 0' "$(linodes) $(find "$XDG_DATA_HOME/linodetool/lab/here" -name running 2>/dev/null | wc -l)" \
        "$1: one machine, and nothing runs on here"
    ok "$1: inventory and cloud agree" lt cluster audit c
}
# What runs here was begun, and its end not written down.
unheard() {
    db "select key from steps where operation = (select max(id) from operations) and key like 'node.hook % %/local'
        and outcome_ms = 0" | sed 's/.* //; s,/.*,,'
}
# A program on this machine cannot be asked whether it ran: that is said, and it is not run until someone wants it.
go_on() { # HOW
    here=$(unheard)
    if [ -z "$here" ]; then
        ok "$1: resumed" lt cluster resume c
        return
    fi
    sleep 0.5
    status 3 "$1: resumed" lt cluster resume c
    has "$work/err" 'nobody heard how it ended' "$1: what runs here is not run twice"
    sed -i "\$ { /^local $here\$/ d }" "$work/table"
    ok "$1: unless that is wanted" lt cluster retry c
}
# dies COMMAND SCHEME EVENT WHEN
dies() {
    how="a $1 killed while $2 ran at $3, $4"
    if [ "$4" = began ]; then
        victim cluster "$1" c --yes
        dies_when there "$(mark "$2" "$3")"
    else
        die_once "$4" "$(mark "$2" "$3")" cluster "$1" c --yes
        is 137 $? "$how"
    fi
    ok "$how: it began" there "$(mark "$2" "$3")"
    go_on "$how"
}
stop_dies() { # SCHEME WHEN
    dies stop "$1" clusterstopping "$2"
    stops=$((stops + 1))
    exact "$how"
    forget_marks
}
start_dies() { # SCHEME EVENT WHEN
    dies start "$@"
    starts=$((starts + 1))
    exact "$how"
}
stop_lives() {
    ok 'stopped' lt cluster stop c --yes
    stops=$((stops + 1))
    forget_marks
}
begin() { # SCHEME..
    schemes=$*
    starts=1 stops=0
    : >"$work/table"
    write_plan "$@" >"$work/plan.yaml"
    ok "created with $*" lt cluster create c "$work/plan.yaml" --yes
    exact 'a creation'
}
every_moment() { # SCHEME
    for when in began commit torn synced; do
        for at in $events; do
            if [ "$at" = clusterstarting ]; then stop_dies "$1" "$when"; else stop_lives; fi
            start_dies "$1" "$at" "$when"
        done
    done
}
end() {
    ok 'deleted' lt cluster delete c --yes
    is 0 "$(linodes)" 'nothing is left'
    nodes_gone
}
if ! shim_works; then
    is yes yes 'hooks killed # SKIP nothing can be loaded into this build'
elif [ -n "${LCT_LONG-}" ]; then
    begin script local localansible
    for one in script local localansible; do every_moment $one; done
    end
    for one in $ansible; do
        begin "$one"
        every_moment "$one"
        end
    done
else
    begin script local localansible ${ansible:+"$ansible"}
    stop_dies script began
    start_dies script clusterstarting commit
    stop_dies localansible torn
    start_dies localansible clusterstarted began
    stop_dies local commit
    start_dies local sshready synced
    for one in $ansible; do
        stop_dies "$one" began
        start_dies "$one" planready commit
    done
    end
fi
finish
