#!/bin/sh
# SPDX-License-Identifier: MIT
# Programs log in by an agent: node ssh and what ssh-config writes, with and without secrets; what is
# seen of it meanwhile, and what is left, however it ended.
. "$(dirname "$0")/e2e.sh"
export XDG_RUNTIME_DIR="$work/run"
mkdir -m 700 "$XDG_RUNTIME_DIR" "$HOME/.ssh"
ssh-keygen -q -t ed25519 -N '' -C me -f "$HOME/.ssh/id_ed25519"
lab_up --nodes-max 2
cat >"$work/plan.yaml" <<'P'
name: s
regions:
- region: us-east
  nodes:
  - {name: n, type: g6-nanode-1}
P
ok 'a cluster' lt cluster create s "$work/plan.yaml" --yes
label=s-us-east-n-01
shared=$XDG_DATA_HOME/linodetool/lab/agents
root=$(cat "$(find "$XDG_DATA_HOME/linodetool/secrets" -name root)")

# soon COMMAND... : within five seconds.
soon() {
    for _ in $(seq 100); do
        "$@" && return
        sleep 0.05
    done
    return 1
}
nothing_runs() { [ -z "$(ls -A "$XDG_RUNTIME_DIR")" ]; }
# agent_of WORD : of what was begun by a command line with this word, which no other has, who still is
# linodetool.
agent_of() {
    for p in $(grep -lazF -- "$1" /proc/[0-9]*/cmdline 2>/dev/null | cut -d / -f 3); do
        [ "$(cat /proc/"$p"/comm 2>/dev/null)" != linodetool ] || echo "$p"
    done
}
# The agent of a session that is over may take a moment to see that.
only_one() {
    agent=$(agent_of "$1")
    [ "$(echo "$agent" | wc -w)" -le 1 ]
}
# session WORD : an ssh that stays, $pid, and its $agent.
session() {
    "$LCT_BUILD/linodetool" node ssh "$label" -- "touch /tmp/$1; sleep 60; : $1" </dev/null >/dev/null 2>&1 &
    pid=$!
    ok "a session ($1)" soon sh -c "[ \"\$(cat /proc/$pid/comm)\" = ssh ]"
    ok 'is logged in' timeout 20 "$LCT_BUILD/linodetool" node ssh "$label" -- \
        "until [ -e /tmp/$1 ]; do sleep 0.05; done"
    soon only_one "$1"
}
ended() { wait "$pid" 2>/dev/null; }

# ---- what is seen of it

session one-of-many
is 1 "$(echo "$agent" | wc -w)" 'one agent is beside it'
is "$(stat -c %U /proc/self)" "$(stat -c %U "$(find "$XDG_RUNTIME_DIR" -type s)")" 'its socket is ours'
is '700 600' "$(stat -c %a "$XDG_RUNTIME_DIR"/linodetool-* "$XDG_RUNTIME_DIR"/linodetool-*/agent | xargs)" 'alone'
is 0 "$(find "$XDG_RUNTIME_DIR" "$XDG_DATA_HOME" "$HOME" -type f -newer "$work/plan.yaml" \
    -exec grep -l 'PRIVATE.KEY' {} + | wc -l)" 'no file holds its key'
for p in $pid $agent; do
    is 0 "$(cat /proc/"$p"/cmdline /proc/"$p"/environ | grep -acE "$root|PRIVATE")" "nor does $(cat /proc/"$p"/comm) show any"
done
is 0 "$(find /proc/"$agent"/fd -lname '*inventory*' | wc -l)" 'the agent has nothing of the inventory'
is '0 0 0' "$(awk '/^Max core/ { print $5 }' /proc/"$agent"/limits) $(ps -o ppid= -p "$pid" | grep -c "^ *$agent\$") $(
    ps -o ppid= -p "$agent" | grep -c "^ *$pid\$")" 'makes no core, and is no child of what it serves'
hello=$(SSH_AUTH_SOCK=$(find "$XDG_RUNTIME_DIR" -type s) ssh-add -l)
is 'linodetool@s (ED25519)' "${hello#* * }" 'it has the key of the cluster alone'
kill "$pid"
ended
ok 'nothing is left when ssh ends' soon nothing_runs

# ---- however it ends

session killed-at-once
kill -9 "$pid"
ended
ok 'nothing is left when ssh is killed' soon nothing_runs
session told-to-end
kill "$agent"
ok 'nothing is left when the agent is told to end' soon nothing_runs
is ssh "$(cat /proc/"$pid"/comm)" 'the session goes on'
kill "$pid"
ended
session died-itself
kill -9 "$agent"
kill "$pid"
ended
is '0 1' "$(find "$XDG_RUNTIME_DIR" -type f | wc -l) $(find "$XDG_RUNTIME_DIR" -type s | wc -l)" \
    'killed, it leaves an empty socket'
is 700 "$(stat -c %a "$XDG_RUNTIME_DIR"/linodetool-*)" 'in a folder that is ours alone'
rm -r "$XDG_RUNTIME_DIR"/linodetool-*
without_ssh() { PATH=$work/nowhere "$LCT_BUILD/linodetool" node ssh "$label" -- true; }
status 255 'where there is no ssh' without_ssh
has "$work/err" "install OpenSSH's client" 'is told'
ok 'nothing is left then' soon nothing_runs
status 255 'a node that there is not' lt node ssh nope -- true
ok 'leaves nothing either' soon nothing_runs
without_folder() { XDG_RUNTIME_DIR=$work/nowhere lt node ssh "$label" -- true; }
ok 'without a folder for it, one in /tmp does' without_folder

# ---- ssh-config

ok 'written once' lt ssh-config s
cp "$work/out" "$work/conf"
is '' "$(ls -A "$shared")" 'it starts nothing'
ok 'ssh has an agent started' ssh -F "$work/conf" $label hostname
has "$work/out" $label 'and is there'
is '700 600' "$(stat -c %a "$shared" "$shared"/* | xargs)" 'its socket is for us alone'
uuid=$(basename "$shared"/*)
of_shared() { agent_of "$uuid"; }
first=$(of_shared)
is 1 "$(echo "$first" | wc -w)" 'it serves'
ok 'scp, too' scp -q -F "$work/conf" "$work/plan.yaml" $label:/tmp/
ok 'as Ansible calls it' sh -c 'for i in 1 2 3; do
        ssh -F "$0" -o ControlMaster=auto -o ControlPersist=5 -o ControlPath="$HOME/.ssh/%C" '$label' true || exit 1
    done
    ssh -F "$0" -o ControlPath="$HOME/.ssh/%C" -O exit '$label "$work/conf"
is "$first" "$(of_shared)" 'all by one agent'
secret=$(find "$XDG_DATA_HOME/linodetool/secrets" -name root)
mv "$secret" "$work/root"
ok 'that has the key' ssh -F "$work/conf" $label true
ok 'which is not read again' lt ssh-agent s
mv "$work/root" "$secret"
kill -9 "$first"
ok 'ten at once, after it was killed' sh -c 'for i in $(seq 10); do
        ssh -F "$0" '$label' true & all="$all $!"
    done
    for p in $all; do wait $p || exit 1; done' "$work/conf"
is 1 "$(of_shared | wc -w)" 'have one more started'
kill "$(of_shared)"
ok 'that tidies up when it is told to end' soon sh -c "[ -z \"\$(ls -A '$shared')\" ]"
ok 'as JSON' lt ssh-config s --json
cp "$work/out" "$work/conf.json"
ok 'the command that starts it' sh -c "$(jq -r '.hosts[0].agent' "$work/conf.json")"
jq -r '.hosts[0].ssh.argv[], "hostname"' "$work/conf.json" >"$work/argv"
ok 'and how to log in' xargs -d '\n' -a "$work/argv" -- env
has "$work/out" $label 'go together'
ok 'it is asked for a second time' lt ssh-agent s --json
is "$(ls "$shared"/*)" "$(jq -r .socket "$work/out")" 'and has the same socket'
is 1 "$(of_shared | wc -w)" 'and is one'
kill "$(of_shared)"

printf 'queue: sequential\n' >"$XDG_CONFIG_HOME/linodetool/other.yaml"
other() { (cd "$XDG_CONFIG_HOME/linodetool" && lt --config other.yaml ssh-config s); }
ok 'by another configuration' other
has "$work/out" "--config '$XDG_CONFIG_HOME/linodetool/other.yaml'" 'it is named for whoever starts elsewhere'
cp "$work/out" "$work/conf"
ok 'and used' ssh -F "$work/conf" $label true
kill "$(of_shared)"

# ---- no secrets are kept: by the user's own key, which the nodes take as well

printf 'secrets: none\n' >"$XDG_CONFIG_HOME/linodetool/config.yaml"
ok 'with the provider none' lt node ssh "$label" -- hostname
has "$work/out" $label 'one can log in'
has "$work/err" 'this is a log-in by your own' 'and is told by what'
ok 'nothing was started' nothing_runs
ok 'ssh-config' lt ssh-config s
cp "$work/out" "$work/conf"
is 0 "$(grep -c 'Match\|IdentityAgent' "$work/conf")" 'starts no agent'
ok 'and works' ssh -F "$work/conf" $label true
status 5 'there is nothing to serve' lt ssh-agent s
mv "$HOME/.ssh/id_ed25519" "$work/key"
status 255 'without a key of his own' lt node ssh "$label" -- true
# shellcheck disable=SC2016 # the inner shell's
ok 'his own agent does' sh -c 'eval "$(ssh-agent)" >/dev/null && ssh-add -q "$0"
    "$1/linodetool" node ssh '$label' -- true
    status=$?
    kill $SSH_AGENT_PID
    exit $status' "$work/key" "$LCT_BUILD"
rm "$XDG_CONFIG_HOME/linodetool/config.yaml"

# ---- the end

ok 'deleted' lt cluster delete s --yes
is 0 "$(find "$XDG_DATA_HOME/linodetool/secrets" -type f | wc -l)" 'no secret of it is left'
finish
