#!/bin/sh
# SPDX-License-Identifier: MIT
# Nothing that is printed, logged, stored in plain or shown by ps contains a token, password or private key.
. "$(dirname "$0")/e2e.sh"
lab_up

marker='c0ffee5ec4e7c0ffee5ec4e7c0ffee5ec4e7'
printf %s "$marker" | lt secret set my-password - >/dev/null

# Watches every command line of ours while a cluster is made.
(
    while :; do
        for p in /proc/[0-9]*; do
            tr '\0' ' ' <"$p/cmdline" 2>/dev/null
            echo
        done
        sleep 0.05
    done >"$work/cmdlines" 2>/dev/null
) &
watcher=$!
cat >"$work/plan.yaml" <<'P'
name: s
regions:
- region: us-east
  nodes:
  - {name: n, type: g6-nanode-1, count: 2}
P
ok 'a cluster with all diagnostics on' lt -v cluster create s "$work/plan.yaml" --yes --json
cp "$work/out" "$work/printed"
cat "$work/err" >>"$work/printed"
lt operation list --json >>"$work/printed" 2>&1
lt operation show 1 --json >>"$work/printed" 2>&1
lt cluster show s --json >>"$work/printed" 2>&1
lt secret list >>"$work/printed" 2>&1
LINODE_TOKEN=$marker lt profile show >>"$work/printed" 2>&1

ok 'a log-in' lt node ssh s-us-east-n-01 -- sleep 1
kill "$watcher"
wait "$watcher" 2>/dev/null
root=$(cat "$(find "$XDG_DATA_HOME/linodetool/secrets" -type f -name root)")
is 64 "${#root}" 'the secret of the cluster'
for where in printed cmdlines; do
    for secret in "$token" "$marker" "$root" 'PRIVATE KEY'; do
        n_found=$(grep -acF -- "$secret" "$work/$where")
        is 0 "$n_found" "$where holds no secret ($(echo "$secret" | cut -c1-4)...)"
    done
done
store="$XDG_DATA_HOME/linodetool/lab"
for secret in "$token" "$marker" "$root" 'PRIVATE KEY'; do
    is 0 "$(cat "$store"/inventory.db* | grep -acF -- "$secret")" "the store holds no secret ($(echo "$secret" | cut -c1-4)...)"
    is 0 "$(grep -acF -- "$secret" "$XDG_STATE_HOME/lct-lab/lab.log")" "nor does the log"
done
is 0 "$(grep -rl 'PRIVATE.KEY' "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" | wc -l)" 'no file of ours is a private key'
is 0 "$(find "$XDG_DATA_HOME" "$XDG_CONFIG_HOME" -perm /077 | wc -l)" 'nobody else can read our files'
is 1 "$(ps -o nlwp= -p "$(lt lab status --json | jq -r .pid)" | tr -d ' ')" 'the lab has one thread'
ok 'deleted' lt cluster delete s --yes
finish
