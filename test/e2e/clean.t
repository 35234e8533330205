#!/bin/sh
# SPDX-License-Identifier: MIT
# Stop, reset and even kill -9 of the lab leave nothing behind on the machine.
. "$(dirname "$0")/e2e.sh"

picture() { # mounts, namespaces, loop devices of this lab, its processes, links
    grep -c overlay /proc/mounts
    ip netns list | wc -l
    losetup -n -O BACK-FILE -l | grep -c "^$XDG_STATE_HOME"
    pgrep -fc "$XDG_STATE_HOME/lct-lab"
    ip -o link | wc -l
}
before=$(picture)
lab_up
ok 'nodes' lt node create newark 1gb debian12 --name first --yes
ok 'reset' lt lab reset --yes
is 0 "$(linodes)" 'after a reset there are no Linodes'
ok 'stop' lt lab stop
is "$before" "$(picture)" 'after a stop the machine is as before'

lab_up
ok 'nodes again' lt node create newark 1gb debian12 --name second --yes
kill -9 "$(lt lab status --json | jq -r .pid)"
sleep 1
is 0 "$(pgrep -fc "$XDG_STATE_HOME/lct-lab")" 'kill -9 takes every process along'
is "$(echo "$before" | head -n 3)" "$(picture | head -n 3)" 'and mounts, namespaces, loop devices'
lab_up
ok 'stop after the next start' lt lab stop
is "$before" "$(picture)" 'which swept what was left'
finish
