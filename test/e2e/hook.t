#!/bin/sh
# SPDX-License-Identifier: MIT
# Scripts of a plan: which ran where, and running some of them again.
. "$(dirname "$0")/e2e.sh"
lab_up

# shellcheck disable=SC2016 # for the nodes' shells
plan() { # WORD : what the scripts say
    printf 'echo %s $(wc -l <"$LCT_MEMBERS") >>/var/one\n' "$1" >"$work/one.sh"
    printf 'echo %s >>/var/two; test ! -e /var/fail\n' "$1" >"$work/two.sh"
}
cat >"$work/plan.yaml" <<'P'
name: h
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    count: 2
    nodenames: web-{index:02}
    init:
      firstboot: [{name: one, script: one.sh}, {name: two, script: two.sh}]
P
said() { # NODE FILE : what its scripts left there
    lt cluster run h --on "$1" -l root -- cat "/var/$2" 2>/dev/null | xargs
}
plan old
ok 'created, one step at a time' lt cluster create h "$work/plan.yaml" --yes --sequential
is 'machine.create web-01
machine.ready web-01
node.secure web-01
node.hostkey web-01
machine.create web-02
members.known h
node.membership web-01
node.hook web-01 firstboot/one
node.hook web-01 firstboot/two
node.started web-01
machine.ready web-02
node.secure web-02
node.hostkey web-02
node.membership web-02
members.told h
node.hook web-02 firstboot/one
node.hook web-02 firstboot/two
node.started web-02' "$(lt operation show --json | jq -r '.operation.steps[].key')" 'in the order of the plan'
is 0 "$(lt operation show --json | jq '.operation.steps as $s |
    [range(1; $s | length) | select($s[. - 1].ended > $s[.].started)] | length')" 'none before the one before it had ended'
ok 'listed' lt hook list h --json
is '4 false null' "$(jq -r '[.hooks | length, any(.changed), (map(select(.ran == null)) | .[0])] | map(tostring) | join(" ")' "$work/out")" \
    'each script ran on each node'
plan new
ok 'a plan with other scripts' lt cluster apply h "$work/plan.yaml" --yes
ok 'listed' lt hook list h --on web-02 --step 'firstboot/t*' --json
is 'web-02 firstboot/two true' "$(jq -r '.hooks[] | "\(.node) \(.step) \(.changed)"' "$work/out")" 'it has changed since'
is 'old 2' "$(said web-01 one)" 'nothing ran by itself'

ok 'one script on one node' lt hook rerun h --on web-02 --step one --yes
is 'old 2 new 2' "$(said web-02 one)" 'it ran once more, and knows the members'
is 'old' "$(said web-02 two)" 'no other script did'
is 'old 2' "$(said web-01 one)" 'nor on another node'
ok 'the same again' lt hook rerun h --on web-02 --step one --yes
is 'old 2 new 2 new 2' "$(said web-02 one)" 'is once more'
is 'false true' "$(lt hook list h --step one --json | jq -r '[.hooks[] | .changed] | sort | map(tostring) | join(" ")')" \
    'what ran is what is listed'

ok 'a script will fail' lt cluster run h --on web-01 -l root -- touch /var/fail
status 3 'on one of two nodes' lt hook rerun h --step two --yes
has "$work/err" 'cluster apply' 'what helps is told'
is 'started started' "$(lt cluster nodes h --json | jq -r '[.nodes[].state] | join(" ")')" 'the node stays started'
ok 'apply finds nothing to do' lt cluster apply h "$work/plan.yaml" --yes
is 'old new' "$(said web-01 two)" 'and runs nothing again'
status 5 'no such script' lt hook rerun h --step three --yes
status 5 'no such node' lt hook rerun h --on db --yes
status 2 'without an answer' lt hook rerun h
has "$work/err" 'firstboot/one,firstboot/two once more on web-[01-02]' 'it asks for what it does'

# Files that scripts carry.
mkdir -p "$work/files/setup/conf"
printf '#!/bin/sh\necho "tool $(cat "$(dirname "$0")/conf/same")"\n' >"$work/files/setup/tool"
chmod 755 "$work/files/setup/tool"
printf '\000\377\001binary\000' >"$work/files/setup/data"
echo first >"$work/files/setup/conf/word"
ln -s word "$work/files/setup/conf/same"
echo 'said() { echo "$*" >>/var/said; }' >"$work/files/lib.sh"
cat >"$work/files/plan.yaml" <<'P'
name: f
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    nodenames: f-{index:02}
    init:
      firstboot:
      - name: install
        files: [setup/, ./lib.sh]
        script: |
          cd "$LCT_FILES" && . ./lib.sh
          said $(setup/tool) $(cat setup/conf/same) $(sha256sum <setup/data | cut -c1-64)
          stat -c '%a %U' setup/conf setup/conf/word >/var/modes
      - {name: plain, script: 'echo "${LCT_FILES-none}" >/var/plain; true'}
P
sum=$(sha256sum <"$work/files/setup/data" | cut -c1-64)
ok 'a script with files' lt cluster create f "$work/files/plan.yaml" --yes
on() { # NODE COMMAND..
    node=$1
    shift
    lt cluster run f --on "$node" -l root -- "$@" 2>/dev/null | xargs
}
is "tool first first $sum" "$(on f-01 cat /var/said)" 'found them as they are here'
is '755 root 644 root' "$(on f-01 cat /var/modes)" 'everybody may read them'
is '' "$(on f-01 'ls -d /var/lib/lct/hook*/files || true')" 'they were there no longer than it ran'
is none "$(on f-01 cat /var/plain)" 'a script without files has no folder of them'

mv "$work/files" "$work/away"
ok 'another node' lt cluster scale f web=2 --yes
is "tool first first $sum" "$(on f-02 cat /var/said)" 'the cluster keeps the files, whatever became of them here'
mv "$work/away" "$work/files"
sed -i 's/nodenames/count: 2\n    nodenames/' "$work/files/plan.yaml"
ok 'nothing has changed' lt cluster plan f "$work/files/plan.yaml" --detailed-exitcode
is 'false false' "$(lt hook list f --step install --json | jq -r '[.hooks[].changed] | map(tostring) | join(" ")')" 'nor has the script'
echo second >"$work/files/setup/conf/word"
ok 'with another file' lt cluster plan f "$work/files/plan.yaml"
has "$work/out" 'other files: setup/conf/word' 'it is told which'
ok 'applied' lt cluster apply f "$work/files/plan.yaml" --yes
is "tool first first $sum" "$(on f-01 cat /var/said)" 'nothing runs by itself'
is 'true true' "$(lt hook list f --step install --json | jq -r '[.hooks[].changed] | map(tostring) | join(" ")')" 'the script is another one'
ok 'once more' lt hook rerun f --on f-01 --step install --yes
is "tool first first $sum tool second second $sum" "$(on f-01 cat /var/said)" 'with the file as it is now'

ln -s /etc/passwd "$work/files/setup/conf/passwd"
status 2 'a link that leads out' lt plan check "$work/files/plan.yaml"
has "$work/err" 'conf/passwd is a link that leads out of the folder: /etc/passwd' 'is refused by its name'
rm "$work/files/setup/conf/passwd"
mkfifo "$work/files/setup/conf/pipe"
status 2 'a pipe' lt plan check "$work/files/plan.yaml"
has "$work/err" 'conf/pipe is no file, folder or link' 'is refused by its name'
finish
