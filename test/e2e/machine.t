#!/bin/sh
# SPDX-License-Identifier: MIT
# The machine under us fails: each call of ours that touches a file fails in turn (fail_at.c), over the main
# commands. Each time a clear error or none, and never half a thing: the same command then succeeds, and cloud,
# inventory and files are as they should be. Here once from each place in our code; with LCT_LONG the first, the
# middle and the last call from it, and the first with all later ones failing, as they do on a full disk.
. "$(dirname "$0")/e2e.sh"
shim=$LCT_BUILD/test/e2e/fail_at.so
if ! LD_PRELOAD=$shim "$LCT_BUILD/linodetool" version >/dev/null 2>&1; then
    echo '1..1'
    echo 'ok 1 - failing files # SKIP nothing can be loaded into this build'
    exit 0
fi
lab_up
cd "$work" || exit 1
for n in 0 1; do
    cat >"n$n.yaml" <<P
name: fail
regions:
- region: us-east
  nodes:
  - name: n
    type: g6-nanode-1
    count: $n
    init: {firstboot: [{name: 'script:hook.sh'}]}
P
done
echo 'echo ran >>/var/tmp/hook.log' >hook.sh
mkdir points base
cp -R "$XDG_CONFIG_HOME" base/config
mkdir -p base/data base/cache base/state base/home
ln -s "$real_cache/lct-lab" base/cache/lct-lab

# ---- the commands: what goes before them, the command itself, and what must be so afterwards. Each runs in a
# home of its own; $c is a cluster of its own.

before() {
    case $1 in
        apply | scale) lt cluster create "$c" "$work/n0.yaml" --yes ;;
        delete) lt cluster create "$c" "$work/n1.yaml" --yes ;;
    esac
}

act() { # SCENARIO [VARIABLE=VALUE..]
    case $1 in
        list) command="cluster list" ;;
        secret) command="secret set some/thing v" ;;
        profile) command="profile use lab" ;;
        new) command="plan new $c new.yaml" ;;
        plan) command="cluster plan $c $work/n1.yaml" ;;
        empty) command="cluster create $c $work/n0.yaml --yes" ;;
        create) command="cluster create $c $work/n1.yaml --yes" ;;
        apply) command="cluster apply $c $work/n1.yaml --yes" ;;
        scale) command="cluster scale $c n=1 --yes" ;;
        delete) command="cluster delete $c --yes" ;;
        hosts) command="node ssh $c-us-east-n-01 -- true" ;;
        from) command="cluster cp $c :/etc/hostname got" ;;
        to) command="cluster cp $c $work/n1.yaml :/tmp" ;;
        lab | daemon) command="lab start" ;;
    esac
    shift
    # shellcheck disable=SC2086 # words
    env "$@" "$LCT_BUILD/linodetool" $command </dev/null
}

started='[.nodes[] | select(.state == "started")] | length'
labels='[.data[] | select(.label | startswith($p))] | length'
nodes_are() {
    lt cluster audit "$c" >/dev/null && [ "$(lt cluster nodes "$c" --json | jq "$started")" = "$1" ]
}
at_cloud() {
    [ "$(api GET '/v4/linode/instances?page_size=500' | jq --arg p "$c-" "$labels")" = "$1" ]
}

after() {
    case $1 in
        secret) [ "$(lt secret get some/thing)" = v ] ;;
        profile) [ "$(lt profile list --json | jq -r '.profiles[] | select(.current) | .name')" = lab ] ;;
        new) lt plan check new.yaml >/dev/null ;;
        plan) at_cloud 0 ;;
        empty) nodes_are 0 && at_cloud 0 ;;
        create | apply | scale)
            nodes_are 1 && at_cloud 1 &&
                [ "$(lt node ssh "$c-us-east-n-01" -- cat /var/tmp/hook.log)" = ran ] &&
                lt cluster delete "$c" --yes >/dev/null && at_cloud 0
            ;;
        delete) at_cloud 0 && ! lt cluster show "$c" >/dev/null 2>&1 ;;
        from) grep -q n-01 got/*/hostname ;;
        lab | daemon) lt lab status --json | jq -e '.state == "running"' >/dev/null && lt lab stop >/dev/null ;;
    esac
}

who_fails() {
    case $1 in daemon) echo lct-lab ;; *) echo linodetool ;; esac
}

# ---- one point

# A home in points/$c, with nothing but the lab's profile, or with the cluster that is kept.
home_for() { # SCENARIO
    from=base
    case $1 in hosts | from | to) from=kept ;; esac
    cp -R "$work/$from" "$work/points/$c"
    cd "$work/points/$c" || exit
    [ $from = base ] || c=kept
    home_here
}
home_here() {
    export XDG_CONFIG_HOME="$PWD/config" XDG_DATA_HOME="$PWD/data" XDG_CACHE_HOME="$PWD/cache" \
        XDG_STATE_HOME="$PWD/state" HOME="$PWD/home"
}

errors='No space left on device|Input/output error|Too many open files|Permission denied|No locks available'
errors="$errors|Operation not permitted|Cannot allocate memory|is damaged, or its disk is|for writing"
errors="$errors|cannot be made or opened"
# The lab's database, as SQLite tells it.
lab_errors='disk I/O error|disk is full|unable to open database file|malformed|is locked|locking protocol|readonly database'

wrong() { # WHAT : of this point
    { echo "$scenario $site $count${stays:+ and from then on}: $1"; sed 's/^/    /' told; } >>"$work/wrong"
}

# point SCENARIO SITE COUNT STAYS : in a home of its own, in a subshell
point() {
    scenario=$1 site=$2 count=$3 stays=$4 c=p$5
    home_for "$scenario"
    before "$scenario" >told 2>&1 || wrong 'what goes before it fails'
    act "$scenario" FAIL_WHO="$(who_fails "$scenario")" FAIL_BELOW="$PWD" FAIL_SITE="$site" \
        FAIL_COUNT="$count" ${stays:+FAIL_STAYS=1} FAIL_LOG="$work/fired" LD_PRELOAD="$shim" >out 2>told
    status=$?
    [ $status -lt 128 ] || [ $status = 255 ] || wrong "status $status"
    if [ $status != 0 ]; then
        grep -qE "$errors" told || { [ "$scenario" = daemon ] && grep -qE "$lab_errors" told; } ||
            wrong 'it does not say why'
        grep -qE "$PWD/|the secret |got|hostname|new.yaml" told || wrong 'it does not say where'
    fi
    act "$scenario" >out 2>told || [ -s new.yaml ] || [ "$scenario" = delete ] ||
        wrong "afterwards it fails"
    after "$scenario" >>told 2>&1 || wrong 'it is not as it should be'
    case $site in
        unlink:* | *:.lct-cp:*) ;; # what was in the way of tidying up
        *)
            left=$(find . -name '.*.??????' -o -name '*-journal')
            [ -z "$left" ] || wrong "left over: $left"
            ;;
    esac
    here=${PWD##*/}
    cd "$work" || exit
    rm -rf "points/$here"
}

# Where a command calls from: FUNCTION:KIND:PLACE, and how often.
calls() { # SCENARIO
    c=calls$1
    home_for "$1"
    before "$1" >told 2>&1
    act "$1" FAIL_WHO="$(who_fails "$1")" FAIL_BELOW="$PWD" FAIL_LOG="$work/log" LD_PRELOAD="$shim" \
        >out 2>told ||
        { echo "$1 ends with $?"; cat told; } >>"$work/wrong"
    after "$1" >>told 2>&1 || { echo "$1: it is not as it should be"; cat told; } >>"$work/wrong"
}

: >seen
: >wrong
: >fired
n_points=0
points_of() { # SCENARIO
    rm -f log
    : >todo
    (calls "$1")
    if [ -n "${LCT_LONG-}" ]; then
        awk 'FILENAME == "seen" { seen[$1]; next }
            !($1 in seen) { if (!($1 in last)) print $1, 1, ""; last[$1] = $2 }
            END {
                for (site in last) {
                    if (last[site] > 1) print site, last[site], ""
                    if (last[site] > 3) print site, int(last[site] / 2), ""
                    if (site ~ /^(write|create|ftruncate|fsync|mkdir|rename):/) print site, 1, "stays"
                }
            }' seen log >todo
    else
        awk '{ print $1 }' log | sort -u | grep -vxFf seen | awk '{ print $1, 1, "" }' >todo
    fi
    cut -d' ' -f1 todo >>seen
    lines=$(wc -l <todo)
    for part in 0 1 2 3; do # it waits for nodes more than it works
        awk -v part=$part 'NR % 4 == part' todo | while read -r site count stays; do
            at=$((at + 1))
            (point "$1" "$site" "$count" "$stays" "$1$part-$at")
        done &
        pids="${pids-} $!"
    done
    # shellcheck disable=SC2086 # words
    wait $pids
    pids=
    n_points=$((n_points + lines))
    is 0 "$(grep -c "^$1 " wrong)" "$1: $lines points"
    [ "$last" = ok ] || sed 's/^/# /' wrong
    cat wrong >>all-wrong
    : >wrong
}

cp -R base kept
(cd kept && home_here && lt cluster create kept "$work/n1.yaml" --yes >/dev/null 2>&1)
[ $# -gt 0 ] || set -- list secret profile new plan empty create apply scale delete hosts from to lab daemon
for scenario; do
    points_of "$scenario"
done
echo "# $n_points points, $(wc -l <fired) failed"
finish
