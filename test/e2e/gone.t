#!/bin/sh
# SPDX-License-Identifier: MIT
# What a plan no longer has, its nodes have no longer: users, groups, files, units, scripts of boot. It is told
# and asked for; what others have made stays.
. "$(dirname "$0")/e2e.sh"
lab_up --internet none
ssh-keygen -q -t ed25519 -N '' -C bob -f "$work/bob"

make_plan() { # USERS GROUPS FILES UNITS BOOT
    cat >"$work/plan.yaml" <<P
name: gone
regions:
- region: us-east
  nodes:
  - {name: web, type: g6-nanode-1, image: linode/debian12, count: 2, nodenames: 'web-{index}', users: [$1], groups: [$2], files: [$3], units: [$4], init: {boot: [$5]}}
P
}
on() { # NODE COMMAND
    printf '%s\n' "$2" | lt node ssh "$1" -- sudo sh 2>/dev/null
}
ann='{name: ann, sudo: yes}' bob="{name: bob, sudo: yes, groups: [ops], keys: [$(cat "$work/bob.pub")]}"
kept='{path: /etc/kept.conf, content: kept}' file='{path: /etc/app/app.conf, content: app}'
unit='{name: app, command: /bin/sleep 1000}' more='{name: more, command: /bin/sleep 1001}'
up='{name: up, script: "touch /var/up"}' bye='{name: bye, script: "sleep 1003 & touch /var/bye"}'

make_plan "$ann, $bob, {name: www-data, groups: [adm], shell: /bin/sh}" '{name: ops}' "$kept, $file" "$unit, $more" "$up, $bye"
ok 'a cluster' lt cluster create c "$work/plan.yaml" --yes
is 'active active' "$(on web-1 'systemctl is-active app more' | xargs)" 'with units'
on web-1 'systemd-run --uid=bob --unit=bobs sleep 1002; echo his >/home/bob/letter; chown bob /home/bob/letter'
number=$(on web-1 'id -u bob')

make_plan "$ann" '' "$kept" "$more" "$up"
ok 'a plan with less' lt cluster plan c "$work/plan.yaml"
for what in 'user bob' 'user www-data' 'group ops' 'file /etc/app/app.conf' 'unit app.service' 'unit lct-boot-bye.service'; do
    has "$work/out" "$what" "tells: $what"
done
{ sleep 1; echo no; } | script -qec "$LCT_BUILD/linodetool cluster apply c $work/plan.yaml" /dev/null >"$work/asked" 2>&1
has "$work/asked" 'take off nodes what the plan no longer has' 'and is asked of'
ok 'it is applied' lt cluster apply c "$work/plan.yaml" --yes
for node in web-1 web-2; do
    is '' "$(on $node 'grep -E "^(bob|ops):" /etc/passwd /etc/group; ls /etc/app/app.conf /etc/systemd/system/app.service; pgrep -x sleep -u bob')" \
        "$node has it no longer"
    is 'inactive active' "$(on $node 'systemctl is-active app more' | xargs)" 'nor runs it'
    is 'up active' "$(on $node 'ls -d /usr/local/lib/lct/lct-boot-* /etc/systemd/system/*/lct-boot-* | sed "s/.*boot-//; s/.service//" | uniq
        pgrep -fx "sleep 1003"; systemctl is-active lct-boot-up lct-boot-bye | grep -v inactive' | xargs)" 'nor what ran at its boots'
    is 'kept www-data:/bin/sh' "$(on $node 'cat /etc/kept.conf; echo; sed -n "s|^\(www-data\):.*:|\1:|p" /etc/passwd' | xargs)" \
        'what is named, and what others made, stays'
done
is 0 "$(on web-1 'pgrep -cf "sleep 1002"')" 'what ran as him is ended'
is 'root his' "$(on web-1 'stat -c %U /home/bob; cat /home/bob/letter' | xargs)" 'his home is there'
ok 'once more' lt cluster apply c "$work/plan.yaml" --yes
has "$work/err" 'Nothing is to be done' 'changes nothing'

make_plan "$ann, $bob" '' '' '' "$bye"
ok 'he is named again' lt cluster apply c "$work/plan.yaml" --yes
is "$number bob" "$(on web-1 'id -u bob; stat -c %U /home/bob/letter' | xargs)" 'and is who he was'
is '' "$(on web-1 'ls /etc/kept.conf /etc/systemd/system/more.service')" 'the last file and the last unit are gone'
is 'bye' "$(on web-1 'ls -d /usr/local/lib/lct/lct-boot-* | sed "s/.*boot-//"')" 'what ran at boots, and is named again, is there again'
ok 'one reboots' lt node reboot web-1 --yes
is '/var/bye /var/up' "$(on web-1 'ls -t /var/up /var/bye' | xargs)" 'and runs it'
ok 'an audit' lt cluster audit c
finish
