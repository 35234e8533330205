#!/bin/sh
# SPDX-License-Identifier: MIT
# kill -9 of a create whose hooks are of every scheme, at moments of what goes with the machine (cloudinit, stackscript),
# of rules that hold from an event on (firewall), and of what runs at its first boot: each runs once, each rule is there
# once. With LCT_LONG at 15 moments and more of each; test/e2e/resume_hooks.t has starts and stops.
. "$(dirname "$0")/e2e.sh"
. "$(dirname "$0")/moments.sh"
lab_up --internet none

later='sshready clusterstarting clusterstarted planready'
mkdir "$work/site"
echo some >"$work/site/some"
# What is handed over takes a while: its end is awaited.
handed=': >/var/began.%s; sleep 1; echo %s firstboot >>/var/table'
# shellcheck disable=SC2059 # a format
printf "#cloud-config\nruncmd: ['$handed']\n" cloudinit cloudinit >"$work/cloud.yaml"
# shellcheck disable=SC2059
script=$(printf "#!/bin/sh\n$handed\n" stackscript stackscript)
api POST /v4/linode/stackscripts "$(jq -cn --arg s "$script" '{label: "table", images: ["any/all"], script: $s}')" >/dev/null
# It stands in for the tool of the node.
cat >"$work/ansible-playbook" <<'P'
#!/bin/sh
echo localansible firstboot >>/var/table
P
port() { # EVENT
    case $1 in firstboot) echo 7001 ;; sshready) echo 7002 ;; clusterstarting) echo 7003 ;; clusterstarted) echo 7004 ;; planready) echo 7005 ;; esac
}
{
    cat <<P
name: n
regions:
- region: us-east
  nodes:
  - name: web
    type: g6-nanode-1
    image: linode/debian12
    count: 1
    nodenames: web-{index}
    files: {path: /usr/local/bin/ansible-playbook, mode: '0755', source: ansible-playbook}
    init:
      created: {name: early, local: 'echo local created >>$work/table'}
      firstboot:
      - {name: cloudinit, cloudinit: cloud.yaml}
      - {name: stackscript, stackscript: table}
      - {name: script, script: ': >/var/began.firstboot; sleep 0.2; echo script firstboot >>/var/table'}
      - {name: firewall, firewall: ['allow in tcp 7001 from any']}
      - {name: localansible, localansible: site/some}
P
    for event in $later; do
        echo "      $event:"
        echo "      - {name: script, script: ': >/var/began.$event; sleep 0.2; echo script $event >>/var/table'}"
        echo "      - {name: firewall, firewall: ['allow in tcp $(port "$event") from any']}"
        echo "      - {name: behind, script: ': >/var/behind.$event; sleep 0.2'}"
    done
} >"$work/plan.yaml"

on_node() { echo "$nodes_dir/*/disks/*/upper/$1"; } # PATTERN
# shellcheck disable=SC2086 # a pattern
there() { ls $1 >/dev/null 2>&1; }
# shellcheck disable=SC2046
is_open() { grep -qsw "$1" $(on_node etc/lct/firewall.nft); } # PORT
# Its marks are not to be taken for those of the next.
node_gone() {
    tries=0
    while there "$(on_node '')" && [ $((tries += 1)) -lt 600 ]; do sleep 0.05; done
}
exact() { # HOW
    is 'cloudinit firstboot
localansible firstboot
script clusterstarted
script clusterstarting
script firstboot
script planready
script sshready
stackscript firstboot' "$(cat "$nodes_dir"/*/disks/*/upper/var/table | sort)" "$1: each hook ran once"
    is 'local created' "$(cat "$work/table")" "$1: and what ran here did"
    is '7001 7002 7003 7004 7005' "$(lt node ssh web-1 -l root -- nft list chain inet lct in_rules 2>/dev/null |
        sed -n 's/.*dport \(700[1-5]\) .*/\1/p' | sort | xargs)" "$1: each rule is there once"
    is '1 started' "$(linodes) $(lt cluster nodes c --json | jq -r '.nodes[0].state')" "$1: one machine, which is ready"
    ok "$1: inventory and cloud agree" lt cluster audit c
}
go_on() { # HOW
    ok "$1: resumed" lt cluster resume c
    exact "$1"
    ok "$1: deleted" lt cluster delete c --yes
    is 0 "$(linodes)" "$1: nothing is left"
    node_gone
}
begin() {
    n_moments=$((n_moments + 1))
    : >"$work/table"
}
# of_post WHEN : of the request that makes the machine, with what goes with it.
of_post() {
    begin
    die_at "$1" 1 'POST /v4/linode/instances HTTP' cluster create c "$work/plan.yaml" --yes
    is 137 $? "killed $1 of what makes the machine"
    go_on "killed $1 of what makes the machine"
}
# once WHEN PATTERN HOW : at the first commit since there is such a file on the node.
once() {
    begin
    die_once "$1" "$(on_node "$2")" cluster create c "$work/plan.yaml" --yes
    is 137 $? "killed at a commit, $1, once $3"
    go_on "killed at a commit, $1, once $3"
}
# seen HOW CONDITION.. : as soon as it is so.
seen() {
    begin
    how=$1
    shift
    victim cluster create c "$work/plan.yaml" --yes
    dies_when "$@"
    ok "killed as $how" "$@"
    go_on "killed as $how"
}
rules_seen() { seen "rules of $1 are there" is_open "$(port "$1")"; } # EVENT
n_moments=0
if ! shim_works; then
    is yes yes 'creates killed # SKIP nothing can be loaded into this build'
elif [ -n "${LCT_LONG-}" ]; then
    for when in leaving sent answered commit torn synced; do of_post $when; done
    for scheme in cloudinit stackscript; do
        seen "$scheme runs" there "$(on_node "var/began.$scheme")"
        for when in commit torn synced; do
            once $when "var/began.$scheme" "$scheme runs"
            once $when "var/lib/lct/hook-firstboot-$scheme-*/started" "the end of $scheme is awaited"
            once $when "var/lib/lct/hook-firstboot-$scheme-*/status" "$scheme ended"
        done
    done
    for event in firstboot $later; do
        rules_seen $event
        for when in commit synced; do once $when "var/began.$event" "what comes before the rules of $event runs"; done
    done
    for event in $later; do once commit "var/behind.$event" "what comes behind the rules of $event runs"; done
    is 45 $n_moments 'so many moments'
else
    of_post commit
    once synced "var/lib/lct/hook-firstboot-cloudinit-*/started" 'the end of cloudinit is awaited'
    seen 'stackscript runs' there "$(on_node var/began.stackscript)"
    rules_seen clusterstarting
    once synced var/began.firstboot 'what comes before rules runs'
fi
finish
